import type { ColumnValues } from '../../delivery-servers/storage/delivery-server.columns.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';

/**
 * What the row of the server says of its certificate after these results. An error says nothing about the server, so what was
 * known stays.
 */
export function certificateColumns(results: readonly CheckResult[]): ColumnValues {
  const delivery = results.find((result) => result.kind === CheckKind.EMAIL_DELIVERY);
  if (delivery === undefined || delivery.status === CheckStatus.ERROR) return {};
  const expiresAt = delivery.tls?.validTo ?? null;
  return { certificate_expires_at: expiresAt && isStorable(expiresAt) ? expiresAt : null };
}

/** What a certificate says may be no time of this world. */
function isStorable(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 1000 && year <= 9999;
}
