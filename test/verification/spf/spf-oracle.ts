import { spf } from 'mailauth/lib/spf/index.js';
import type { RecordType, Resolve } from '../../../src/verification/dns/dns-answer.js';

export interface OracleQuestion {
  address: string;
  sender: string;
  helo: string;
}

/** What mailauth comes to in its strict mode, in the words of RFC 7208, section 2.6, in capitals. */
export async function resultOfOracle({ address, sender, helo }: OracleQuestion, resolve: Resolve) {
  const options = {
    ip: address,
    sender,
    helo,
    mta: 'mta.test',
    strict: true,
    resolver: resolverFrom(resolve),
  };
  const { status } = (await spf(options as Parameters<typeof spf>[0])) as unknown as {
    status: { result: string };
  };
  return status.result.toUpperCase();
}

/** Answers and errors as `dns.promises.resolve` of Node gives them. */
function resolverFrom(resolve: Resolve) {
  return async (name: string, type: RecordType) => {
    const answer = await resolve(name, type);
    if (answer.failure !== null) throw Object.assign(new Error('SERVFAIL'), { code: 'ESERVFAIL' });
    if (answer.records.length === 0) {
      throw Object.assign(new Error('nothing'), { code: answer.nameExists ? 'ENODATA' : 'ENOTFOUND' });
    }
    return answer.records.map((record) => {
      switch (record.type) {
        case 'TXT':
          return [...record.strings];
        case 'MX':
          return { exchange: record.exchange, priority: record.preference };
        case 'A':
        case 'AAAA':
          return record.address;
        default:
          return record.target;
      }
    });
  };
}
