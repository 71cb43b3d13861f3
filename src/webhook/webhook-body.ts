import { globalId } from '../problems/global-id.js';
import type { CheckTransition } from '../verification-runs/check-transition.js';

/** What is posted about an event, in the words of the subscription `verificationChanged`. Receivers rely on the names. */
export function webhookBody(
  eventId: number,
  occurredAt: Date,
  serverName: string,
  { rowId, deliveryServerRowId, runRowId, kind, from, to, since, finding }: CheckTransition,
): string {
  return JSON.stringify({
    id: globalId('ev', eventId),
    kind: 'CHECK_CHANGED',
    occurredAt,
    deliveryServer: { id: globalId('ds', deliveryServerRowId), name: serverName },
    transition: {
      id: globalId('ct', rowId),
      kind,
      from,
      to,
      since,
      finding: finding && { severity: finding.severity, code: finding.code, message: finding.message },
      run: { id: globalId('vr', runRowId) },
    },
  });
}
