import type { DkimKey } from '../../dkim/dkim-key.js';
import { readExpectedKey } from '../../dkim/expected-key.js';
import { readKeyRecord } from '../../dkim/key-record.js';
import type { Resolve } from '../../dns/dns-answer.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import type { Finding } from '../../finding.js';
import { isAliasLoop } from '../../is-alias-loop.js';
import { printableText } from '../../printable-text.js';
import {
  expectedKeyUnreadable,
  type FoundKeys,
  keyDiffers,
  keyProblemFindings,
  multipleRecords,
  recordMissing,
} from './dkim-findings.js';

export interface DkimSelector {
  selector: string;
  domain: string;
  /** As somebody wrote it; null for any key. */
  publicKey: string | null;
}

export interface CheckedDkimSelector {
  key: DkimKey;
  findings: Finding[];
  /** False when DNS did not answer. */
  isAnswered: boolean;
}

/** Looks up the key of one selector, judges it, and compares it with the one that is expected. */
export async function checkDkimSelector(
  { selector, domain, publicKey }: DkimSelector,
  resolve: Resolve,
): Promise<CheckedDkimSelector> {
  const host = `${selector}._domainkey.${domain}`;
  const answer = await resolve(host, 'TXT');
  const expected = publicKey === null ? null : readExpectedKey(publicKey);
  const found: FoundKeys = {
    host,
    alias: answer.failure === null ? (answer.chain.at(-1)?.target ?? null) : null,
    texts: answer.failure === null ? answer.records.map(({ strings }) => strings.join('')) : [],
    expected: typeof expected === 'object' ? expected : null,
  };
  const key = noKey(selector, domain);
  const findings = typeof expected === 'string' ? [expectedKeyUnreadable(found)] : [];
  if (answer.failure !== null) findings.push(dnsFailureFinding(answer, host, 'TXT'));
  else if (found.texts.length === 0) findings.push(recordMissing(found, isAliasLoop(answer.chain)));
  else if (found.texts.length > 1) findings.push(multipleRecords(found));
  else findings.push(...judgeKey(found, key));
  return { key, findings, isAnswered: answer.failure === null };
}

/** Judges the one record that is there, and notes in `key` what it says. */
function judgeKey(found: FoundKeys, key: DkimKey): Finding[] {
  const [text = ''] = found.texts;
  const record = readKeyRecord(text);
  const findings = keyProblemFindings(found, record);
  key.record = printableText(text);
  key.testing = record.testing;
  key.isUsable = record.isUsable;
  if (record.key === null) return findings;
  key.type = record.key.type;
  key.bits = record.key.bits;
  if (found.expected === null) return findings;
  key.matchesExpected = record.key.published === found.expected.published;
  return key.matchesExpected ? findings : [...findings, keyDiffers(found, found.expected)];
}

function noKey(selector: string, domain: string): DkimKey {
  return {
    selector: printableText(selector),
    domain: printableText(domain),
    record: null,
    type: null,
    bits: null,
    testing: false,
    matchesExpected: null,
    isUsable: false,
  };
}
