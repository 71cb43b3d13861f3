import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { wrapText } from '../terminal/wrap-text.js';
import {
  type Delivery,
  deliveryLines,
  deliverySelection,
  type Stage,
  stageSelection,
} from './delivery-output.js';

export interface Finding {
  severity: string;
  code: string;
  message: string;
  expected: string[];
  observed: string[];
  remediation: { summary: string; zoneLine: string } | null;
}

export interface Run {
  id: string;
  status: string;
  deliveryServer: { id: string; name: string } | null;
  /** Of the delivery test, so far. */
  stages: Stage[];
  checks: Check[];
}

/** Only a check of delivery has stages. */
export interface Check extends Partial<Delivery> {
  kind: string;
  status: string;
  message: string;
  findings: Finding[];
}

/** Beside the parts that are shown to people, what programs want of a result. */
export const checkSelection = `kind status message checkedAt durationMilliseconds lastPassedAt
  findings {
    severity code message host recordType expected observed
    remediation { summary host recordType value zoneLine }
  }
  ... on DeliveryCheck { ${deliverySelection} }`;

export const runSelection = `id status deliveryServerVersion createdAt startedAt finishedAt
  deliveryServer { id name } stages { ${stageSelection} }
  checks {
    ${checkSelection}
    ... on SpfCheck {
      domain record
      evaluations { address result path { domain term } lookups voidLookups lookupsIfNothingMatched }
    }
    ... on DkimCheck { keys { selector domain record type bits testing matchesExpected isUsable } }
    ... on DmarcCheck {
      domain organizationalDomain record recordDomain policy
      forecast { result alignedBySpf alignedByDkim policyApplied }
    }
    ... on DomainCheck { host chain { name type value ttlSeconds } }
  }`;

/** What text is written on. */
type Paper = Pick<Terminal, 'isColoured' | 'columns'>;

/** As terminals number them. */
const colours: Readonly<Record<string, number>> = { PASS: 32, INFO: 36, WARN: 33, FAIL: 31, ERROR: 35 };

/** The worst first. */
const severities = ['ERROR', 'FAIL', 'WARN', 'INFO'];

/** The longest record that a finding shows; it is there to be copied. */
const maxZoneLine = 4_000;
const maxMessage = 1_000;
const kindWidth = 'EMAIL_DELIVERY'.length;
const statusWidth = 'ERROR'.length;
const indent = ' '.repeat(kindWidth + statusWidth + 4);

/** A line for each check of a run, and below it what was found and what to publish. */
export function runText({ checks, deliveryServer }: Run, terminal: Paper): string {
  const heading =
    deliveryServer === null ? '' : `${printable(`${deliveryServer.id} "${deliveryServer.name}"`)}\n`;
  return heading + checksText(checks, terminal);
}

export function checksText(checks: readonly Check[], { isColoured, columns }: Paper): string {
  const paint = (word: string, text: string) =>
    isColoured && colours[word] !== undefined ? `\x1b[${colours[word]}m${text}\x1b[0m` : text;
  const width = columns === null ? null : Math.max(columns - indent.length, 40);

  const lines = checks.flatMap((check) => {
    const { kind, status, message } = check;
    const findings = check.findings.toSorted((a, b) => rankOf(a) - rankOf(b));
    const [first = '', ...rest] = findings.length > 0 ? findings.flatMap(linesOf) : wrap(message);
    const begin = `${kind.padEnd(kindWidth)}  ${paint(status, status.padEnd(statusWidth))}  `;
    const told = findings.map((finding) => finding.message).join(' ');
    const below = [...rest, ...(isDelivery(check) ? deliveryLines(check, told, wrap) : [])];
    return [`${begin}${first}`.trimEnd(), ...below.map((line) => (line === '' ? '' : `${indent}${line}`))];
  });
  return lines.map((line) => `${line}\n`).join('');

  function linesOf({ severity, code, message, expected, observed, remediation }: Finding): string[] {
    const [first = '', ...rest] = wrap(`${severity} ${message} [${code}]`);
    return [
      paint(severity, severity) + first.slice(severity.length),
      ...rest,
      ...observed.map((value) => `  found:    ${printable(value)}`),
      // What is as it should be lacks nothing.
      ...(severity === 'INFO' ? [] : expected.map((value) => `  expected: ${printable(value)}`)),
      ...(remediation === null
        ? []
        : [...wrap(`To do: ${remediation.summary}`), `  ${printable(remediation.zoneLine, maxZoneLine)}`]),
    ];
  }

  function wrap(text: string): string[] {
    return wrapText(printable(text, maxMessage), width);
  }
}

function rankOf({ severity }: Finding): number {
  return severities.indexOf(severity);
}

function isDelivery(check: Check): check is Check & Delivery {
  return check.stages !== undefined;
}
