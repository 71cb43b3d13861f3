import { FindingSeverity } from '../../check.js';
import type { DnsRecord } from '../../dns/dns-answer.js';
import { nameKey } from '../../dns/domain-name.js';
import { dnsFailureFinding } from '../../dns-failure-finding.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText, printableTexts } from '../../printable-text.js';
import { checkEnd } from './check-end.js';
import { type CheckedDomain, domainFinding, wayOf } from './domain-finding.js';
import { domainPurposes } from './domain-purpose.js';
import { type FoundHost, lookUpHost } from './look-up-host.js';
import { isNameAsText } from './name-as-text.js';
import { proposeAlias } from './propose-alias.js';

/** Whether a name leads to its target by aliases, and has an address there. */
export async function checkAlias(domain: CheckedDomain, target: string): Promise<readonly Finding[]> {
  const { host, found, resolve } = domain;
  if (passes(found.chain, target)) return checkEnd(domain);
  if (found.failures.length > 0) return found.failures;
  const findings = await wrongAlias(domain, target);
  if (findings.every(({ severity }) => severity === FindingSeverity.ERROR)) return findings;
  const proposal = await proposeAlias(host, target, resolve);
  return findings.map((finding) =>
    finding.severity === FindingSeverity.ERROR ? finding : { ...finding, ...proposal },
  );
}

async function wrongAlias(domain: CheckedDomain, target: string): Promise<Finding[]> {
  const { kind, host, found, resolve } = domain;
  const { consequence } = domainPurposes[kind];
  const name = printableText(host);
  const finding = (code: FindingCode, message: string) => domainFinding(domain, code, 'CNAME', message);
  if (found.isLoop)
    return [
      finding(
        FindingCode.HOST_ALIAS_LOOP,
        `The aliases of ${name} lead in a circle (${wayOf(domain)}) instead of to ${target}. ${consequence}`,
      ),
    ];
  if (found.addresses.length > 0) {
    const end = await lookUpHost(target, resolve);
    if (end.failures.length > 0) return [...end.failures];
    if (leadsTo(found, end))
      return [
        {
          ...finding(
            FindingCode.HOST_FLATTENED,
            `The name ${name} has the same addresses as ${target} today, but does not lead there by an alias (CNAME). It stops working on the day on which those addresses change.`,
          ),
          severity: FindingSeverity.WARN,
        },
      ];
  }
  if (found.chain.length > 0)
    return [
      finding(
        FindingCode.HOST_ALIAS_DIFFERS,
        `The name ${name} leads elsewhere (${wayOf(domain)}), and has to lead to ${target}. ${consequence}`,
      ),
    ];
  if (!found.exists)
    return [
      finding(
        FindingCode.HOST_NAME_MISSING,
        `The name ${name} does not exist in DNS; it has to be an alias (CNAME) of ${target}. ${consequence}`,
      ),
    ];
  const text = await resolve(host, 'TXT');
  const texts = text.failure === null ? text.records.map(({ strings }) => strings.join('')) : [];
  const pasted = texts.filter((each) => isNameAsText(each, target));
  if (pasted.length > 0)
    return [
      {
        ...finding(
          FindingCode.HOST_NAME_IN_TXT,
          `At ${name} the name ${target} was published as a text (TXT). It has to be an alias (CNAME), or nothing leads there. ${consequence}`,
        ),
        observed: printableTexts(pasted),
      },
    ];
  const there = found.addresses.length > 0 ? 'leads to addresses of something else' : 'leads nowhere';
  const missing = finding(
    FindingCode.HOST_ALIAS_MISSING,
    `The name ${name} is no alias (CNAME) of ${target}, and ${there}. ${consequence}`,
  );
  return text.failure === null ? [missing] : [dnsFailureFinding(text, host, 'TXT'), missing];
}

/** Whether one of the aliases leads to the target. Whole names are compared. */
function passes(chain: readonly DnsRecord<'CNAME'>[], target: string): boolean {
  return chain.some((alias) => nameKey(alias.target) === nameKey(target));
}

/**
 * Whether a name ends at addresses of the target without leading there: its records were copied, or it leads to a name that
 * the target itself leads to. Another alias of the same addresses is somebody else's.
 */
function leadsTo(found: FoundHost, end: FoundHost): boolean {
  const addresses = new Set(end.addresses.map(({ address }) => address));
  const isTheirs = found.chain.length === 0 || end.chain.some(({ target }) => passes(found.chain, target));
  return isTheirs && found.addresses.every(({ address }) => addresses.has(address));
}
