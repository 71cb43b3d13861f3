import { CheckKind, FindingSeverity } from '../check.js';
import type { DkimFacts } from '../check-result.js';
import { type DkimKey, DkimKeyType } from '../dkim/dkim-key.js';
import type { Resolve } from '../dns/dns-answer.js';
import { domainOfAddress } from '../domain-of-address.js';
import type { VerificationSubject } from '../expectations.js';
import type { Finding } from '../finding.js';
import { FindingCode } from '../finding-code.js';
import { checkDkimSelector } from './dkim/check-dkim-selector.js';

/** Looks up the key of every selector that is expected, and judges it. */
export async function checkDkim(
  { mailFrom, expectations }: VerificationSubject,
  resolve: Resolve,
): Promise<DkimFacts> {
  const selectors = await Promise.all(
    expectations.dkim.map(({ selector, domain, publicKey }) =>
      checkDkimSelector({ selector, domain: domainOfAddress(domain ?? mailFrom), publicKey }, resolve),
    ),
  );
  const keys = selectors.map(({ key }) => key);
  const findings = selectors.flatMap((selector) => selector.findings);
  if (selectors.length === 0) findings.push(selectorUnknown);
  // Where a key could not be looked up, it may be the RSA key that is missed.
  else if (selectors.every(({ isAnswered }) => isAnswered)) findings.push(...ed25519Alone(keys));
  return { kind: CheckKind.DKIM, keys, findings };
}

const selectorUnknown: Finding = {
  severity: FindingSeverity.WARN,
  code: FindingCode.DKIM_SELECTOR_UNKNOWN,
  message:
    'Nobody said with which DKIM selector this server signs, and DNS cannot be asked for all of them. Add the selector to the expectations of the server: it is the "s=" in the DKIM-Signature header of a message that was sent.',
  host: null,
  recordType: null,
  expected: [],
  observed: [],
  remediation: null,
};

/** A domain whose keys are all Ed25519: RFC 8463 asks for an RSA key beside them, as many receivers read no other. */
function ed25519Alone(keys: readonly DkimKey[]): Finding[] {
  const usable = keys.filter(({ isUsable }) => isUsable);
  const withRsa = usable.filter(({ type }) => type === DkimKeyType.RSA).map(({ domain }) => domain);
  return usable
    .filter(({ domain }) => !withRsa.includes(domain))
    .map(({ selector, domain, record }) => ({
      severity: FindingSeverity.WARN,
      code: FindingCode.DKIM_ED25519_ALONE,
      message: `The key at ${selector}._domainkey.${domain} is of type Ed25519, which the largest receivers do not check. Sign with an RSA key of 2048 bits as well, under a selector of its own.`,
      host: `${selector}._domainkey.${domain}`,
      recordType: 'TXT',
      expected: [],
      observed: record === null ? [] : [record],
      remediation: null,
    }));
}
