import type { DnsRecord, RecordType, Resolve } from '../../../src/verification/dns/dns-answer.js';
import { createNetworkGuard } from '../../../src/verification/network/create-network-guard.js';
import type { DeliveryTools } from '../../../src/verification/smtp/deliver.js';
import { DeliveryMode, type DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import { certificateName } from './certificates.js';

/** Settings for a server of the test, which goes by the name that its certificates have. */
export function deliverySubject(overrides: Partial<DeliverySubject> & { port: number }): DeliverySubject {
  return {
    host: certificateName,
    security: SmtpSecurity.NONE,
    milliseconds: 5_000,
    credentials: null,
    mailFrom: 'bounces@shop.test',
    enforcedFrom: null,
    mode: DeliveryMode.MESSAGE,
    to: 'ada@example.com',
    isReceivedHere: false,
    runId: 'vr_12',
    ...overrides,
  };
}

/** Tools of a gateway whose network is loopback, where every host is at `addresses`. */
export function deliveryTools(
  overrides: Partial<DeliveryTools> = {},
  addresses: readonly string[] = ['127.0.0.1'],
): DeliveryTools {
  return {
    resolve: resolveTo(addresses),
    guard: createNetworkGuard(['127.0.0.0/8', '::1']),
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** As if every name had these addresses and nothing else. */
function resolveTo(addresses: readonly string[]): Resolve {
  const recordsOf = (name: string, type: RecordType) =>
    addresses
      .filter((address) => (type === 'AAAA') === address.includes(':'))
      .filter(() => type === 'A' || type === 'AAAA')
      .map((address) => ({ type, name, ttlSeconds: 60, address }));
  return async <Type extends RecordType>(name: string, type: Type) => ({
    failure: null,
    nameExists: true,
    chain: [],
    records: recordsOf(name, type) as unknown as DnsRecord<Type>[],
  });
}
