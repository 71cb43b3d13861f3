import { dmarc } from 'mailauth/lib/dmarc/index.js';
import type { RecordType, Resolve } from '../../../src/verification/dns/dns-answer.js';

/** What mailauth makes of the same mail, over the same DNS. */
export interface OracleVerdict {
  result: string;
  recordDomain: string | null;
  /** What receivers are asked to do, `t=y` included. */
  policyApplied: string | null;
  alignedBySpf: boolean;
  alignedByDkim: boolean;
}

export async function askMailauth(
  mail: { from: string; spf: string | null; dkim: readonly string[] },
  resolve: Resolve,
): Promise<OracleVerdict> {
  const answer = await dmarc({
    headerFrom: `news@${mail.from}`,
    spfDomains: mail.spf === null ? [] : [mail.spf],
    dkimDomains: mail.dkim.map((domain) => ({ domain })),
    resolver: (name, type) => nodeAnswer(name, type as RecordType, resolve),
    strict: true,
  });
  if (answer === false) throw new Error('mailauth sees no From address.');
  const { status, policyDomain, policy, alignment } = answer as unknown as {
    status: { result: string };
    policyDomain?: string;
    policy?: string;
    alignment?: Record<'spf' | 'dkim', { result?: string }>;
  };
  return {
    result: status.result,
    recordDomain: policyDomain ?? null,
    policyApplied: policy ?? null,
    alignedBySpf: alignment?.spf.result !== undefined,
    alignedByDkim: alignment?.dkim.result !== undefined,
  };
}

/** As `node:dns` would answer. */
async function nodeAnswer(name: string, type: RecordType, resolve: Resolve): Promise<string[] | string[][]> {
  const answer = await resolve(name, type);
  if (answer.failure !== null) throw Object.assign(new Error(answer.message), { code: 'ESERVFAIL' });
  if (!answer.nameExists) throw Object.assign(new Error('There is no such name.'), { code: 'ENOTFOUND' });
  if (answer.records.length === 0) throw Object.assign(new Error('There is none.'), { code: 'ENODATA' });
  return answer.records.map((record) => ('strings' in record ? [...record.strings] : []));
}
