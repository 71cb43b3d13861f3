import { FindingSeverity } from '../../check.js';
import type { KeyProblem } from '../../dkim/key-problem.js';
import { type KeyRecord, withoutQuotes } from '../../dkim/key-record.js';
import type { PublicKey } from '../../dkim/public-key.js';
import { recordOfKey, repairKeyRecord, repairKeyRecords } from '../../dkim/repair-key-record.js';
import type { RecordType } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText, printableTexts } from '../../printable-text.js';
import { remediationOf } from '../../remediation.js';
import { dkimProblemTexts } from './dkim-problem-texts.js';

/** What was found at a selector. */
export interface FoundKeys {
  host: string;
  /** Where the host leads when it is an alias, else null. */
  alias: string | null;
  texts: readonly string[];
  /** The key that ought to be there; null when nobody said, or it cannot be read. */
  expected: PublicKey | null;
}

/** Of each kind of problem one finding: they are put right together. */
export function keyProblemFindings(found: FoundKeys, { problems }: KeyRecord): Finding[] {
  const codes = new Set(problems.map(({ reason }) => dkimProblemTexts[reason].code));
  return [...codes].map((code) => {
    const ofCode = problems.filter(({ reason }) => dkimProblemTexts[reason].code === code);
    const messages = new Set(ofCode.slice(0, maxProblems).map((problem) => messageOf(found, problem)));
    return {
      ...findingAt(found, code, [...messages].join(' ')),
      severity: worstOf(ofCode),
      ...repairOf(found, code),
    };
  });
}

export function recordMissing(found: FoundKeys, isLoop: boolean): Finding {
  const { host, alias, expected } = found;
  const target = alias === null ? '' : printableText(alias);
  const there = isLoop
    ? 'aliases lead in a circle'
    : alias === null
      ? 'there is no TXT record'
      : `it is an alias of ${target}, where there is no TXT record`;
  return {
    ...findingAt(
      found,
      FindingCode.DKIM_RECORD_MISSING,
      `No key is published at ${printableText(host)}: ${there}. Receivers cannot verify signatures made with this selector.`,
    ),
    ...(expected === null ? {} : publishText(found, recordOfKey(expected))),
  };
}

export function multipleRecords(found: FoundKeys): Finding {
  const right = repairKeyRecords(found.texts, found.expected);
  return {
    ...findingAt(
      found,
      FindingCode.DKIM_MULTIPLE_RECORDS,
      `There are ${found.texts.length} TXT records at ${printableText(found.host)}, and there has to be exactly one. Which of them a receiver takes is left to chance, so that signatures verify at times and fail at others.`,
    ),
    ...(right === null ? {} : publishText(found, right)),
  };
}

export function keyDiffers(found: FoundKeys, expected: PublicKey): Finding {
  return {
    ...findingAt(
      found,
      FindingCode.DKIM_KEY_DIFFERS,
      `The key at ${printableText(found.host)} is not the one that is expected. Signatures made with the expected key fail at receivers.`,
    ),
    ...publishText(found, recordOfKey(expected)),
  };
}

export function expectedKeyUnreadable(found: FoundKeys): Finding {
  return {
    ...findingAt(
      found,
      FindingCode.DKIM_EXPECTED_KEY_UNREADABLE,
      `The key that this server expects at ${printableText(found.host)} cannot be read, so nothing was compared with it. Put it right in the expectations of the server: it is the base64 text that stands after "p=" in the record.`,
    ),
    severity: FindingSeverity.WARN,
    observed: [],
  };
}

/** Of one code; a hostile record has thousands. */
const maxProblems = 5;

function findingAt({ host, texts }: FoundKeys, code: FindingCode, message: string): Finding {
  return {
    severity: FindingSeverity.FAIL,
    code,
    message,
    host: printableText(host),
    recordType: 'TXT',
    expected: [],
    observed: printableTexts(texts),
    remediation: null,
  };
}

function messageOf({ host }: FoundKeys, { reason, text }: KeyProblem): string {
  const part = printableText(text.slice(0, maxPart)) + (text.length > maxPart ? '…' : '');
  return dkimProblemTexts[reason].messageOf(part, printableText(host));
}

/** Of a record in a message; all of it is observed. */
const maxPart = 60;

function worstOf(problems: readonly KeyProblem[]): FindingSeverity {
  const severities = problems.map(({ reason }) => dkimProblemTexts[reason].severity);
  return severities.includes(FindingSeverity.FAIL) ? FindingSeverity.FAIL : FindingSeverity.WARN;
}

type Proposal = Pick<Finding, 'expected' | 'remediation'> | Record<string, never>;

function repairOf(found: FoundKeys, code: FindingCode): Proposal {
  const [text = ''] = found.texts;
  if (code === FindingCode.DKIM_HOST_NAME_IN_TXT)
    return publishAlias(found, withoutQuotes(text).replace(/\.$/, ''));
  // Whoever has the private key can sign with it, whatever is published besides.
  if (code === FindingCode.DKIM_PRIVATE_KEY_PUBLISHED) return {};
  const repaired = repairKeyRecord(text, found.expected, ({ problems }) =>
    problems.every(({ reason }) => dkimProblemTexts[reason].code !== code),
  );
  return repaired === null ? {} : publishText(found, repaired);
}

function publishAlias({ host }: FoundKeys, target: string): Proposal {
  if (target.toLowerCase() === host.toLowerCase()) return {};
  return propose(
    host,
    'CNAME',
    target,
    `Delete the TXT record at ${printableText(host)}, and publish an alias (CNAME) that leads to ${target}.`,
  );
}

function publishText({ host, alias, texts }: FoundKeys, text: string): Proposal {
  const name = printableText(host);
  if (alias !== null)
    return propose(
      host,
      'TXT',
      text,
      `Have this TXT record published at ${printableText(alias)} by whoever runs that name, or publish it at ${name} in place of the alias.`,
    );
  const instead =
    texts.length === 0 ? '' : texts.length === 1 ? ' in place of the one that is there' : ' as the only one';
  return propose(host, 'TXT', text, `Publish this TXT record at ${name}${instead}.`);
}

function propose(host: string, recordType: RecordType, value: string, summary: string): Proposal {
  return { expected: [value], remediation: remediationOf({ summary, host, recordType, value }) };
}
