import { FindingSeverity } from '../../check.js';
import type { Finding } from '../../finding.js';
import type { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';

/** A finding, and records that may make it go away. None has been tried yet. */
export interface SpfDraft extends Omit<Finding, 'remediation'> {
  /** Texts of records to publish instead of the domain's own, the best first. */
  proposals: readonly string[];
  /** What the proposals do, as a sentence. */
  advice: string;
}

interface Given {
  code: FindingCode;
  /** FAIL if nothing is said. */
  severity?: FindingSeverity;
  message: string;
  host: string;
  expected?: readonly string[];
  observed?: readonly string[];
  proposals?: readonly (string | null)[];
  advice?: string;
}

export function draft(given: Given): SpfDraft {
  const { code, severity = FindingSeverity.FAIL, message, host, expected = [], observed = [] } = given;
  return {
    ...{ severity, code, message, host: printableText(host), recordType: 'TXT' },
    expected: bounded(expected),
    observed: bounded(observed),
    proposals: given.proposals?.filter((proposal) => proposal !== null) ?? [],
    advice: given.advice ?? 'Publish this record instead.',
  };
}

/** Of a list that many are told, and how many there are besides. */
const maxListed = 20;

function bounded(texts: readonly string[]): string[] {
  const listed = texts.slice(0, maxListed).map((text) => printableText(text));
  return texts.length > maxListed ? [...listed, `and ${texts.length - maxListed} more`] : listed;
}

const maxTermsInMessage = 3;
const maxTermLength = 100;

/** Terms of a record as they stand in a sentence. */
export function quoted(...terms: readonly string[]): string {
  const shown = terms.slice(0, maxTermsInMessage).map((term) => {
    const text = printableText(term);
    return `\`${text.length > maxTermLength ? `${text.slice(0, maxTermLength)}...` : text}\``;
  });
  const more = terms.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(' and ');
}

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
