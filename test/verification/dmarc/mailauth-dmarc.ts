import { dmarc } from 'mailauth/lib/dmarc/index.js';
import type { Resolve } from '../../../src/verification/dns/dns-answer.js';
import { nodeAnswerFrom } from '../node-answer.js';

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
    resolver: nodeAnswerFrom(resolve),
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
