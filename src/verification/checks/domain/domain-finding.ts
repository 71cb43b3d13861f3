import { FindingSeverity } from '../../check.js';
import type { DomainCheckKind } from '../../check-result.js';
import type { RecordType, Resolve } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import type { FindingCode } from '../../finding-code.js';
import { printableText, printableTexts } from '../../printable-text.js';
import type { FoundHost } from './look-up-host.js';

/** A host name that is checked, and where it leads. */
export interface CheckedDomain {
  kind: DomainCheckKind;
  host: string;
  found: FoundHost;
  resolve: Resolve;
}

/** That something is wrong: a FAIL that shows the aliases, or else the addresses, of the name. */
export function domainFinding(
  { host, found }: CheckedDomain,
  code: FindingCode,
  recordType: RecordType,
  message: string,
): Finding {
  const aliases = found.chain.map(({ target }) => target);
  const observed = aliases.length > 0 ? aliases : found.addresses.map(({ address }) => address);
  return {
    severity: FindingSeverity.FAIL,
    code,
    message,
    host: printableText(host),
    recordType,
    expected: [],
    observed: printableTexts(observed),
    remediation: null,
  };
}

/** The aliases from the name to its end, as people read them: `a → b → c`. */
export function wayOf({ host, found }: CheckedDomain): string {
  const names = [host, ...found.chain.map(({ target }) => target)];
  const shown = names.length > maxShown ? [...names.slice(0, maxShown), '…'] : names;
  return shown.map((name) => (name === '…' ? name : printableText(name))).join(' → ');
}

/** Of a chain of aliases in a message. */
const maxShown = 5;
