import { CheckKind, FindingSeverity } from './check.js';
import type { CheckFacts, CheckResult } from './check-result.js';
import { type Finding, statusOf } from './finding.js';
import { FindingCode } from './finding-code.js';

/** Does a check and notes when it was done, how long it took, and what it comes to. */
export async function measureCheck(check: () => Promise<CheckFacts>): Promise<CheckResult> {
  const begun = performance.now();
  const facts = await check();
  return {
    ...facts,
    findings: boundedFindings(facts.findings),
    status: statusOf(facts.findings),
    message: summaryOf(facts),
    checkedAt: new Date(),
    durationMilliseconds: Math.round(performance.now() - begun),
  };
}

/** More than that nobody reads, and a hostile domain has thousands. */
const maxFindings = 50;

/** Of very many findings the worst, in the order in which they are, and how many there are besides. */
function boundedFindings(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= maxFindings) return findings;
  const kept = new Set(bySeverity(findings).slice(0, maxFindings));
  return [
    ...findings.filter((finding) => kept.has(finding)),
    {
      ...aboutNothing,
      severity: FindingSeverity.INFO,
      code: FindingCode.FINDINGS_LEFT_OUT,
      message: `There are ${findings.length} findings, of which the ${maxFindings} worst are shown. Put those right, and check again.`,
    },
  ];
}

const worstFirst = [
  FindingSeverity.ERROR,
  FindingSeverity.FAIL,
  FindingSeverity.WARN,
  FindingSeverity.INFO,
] as const;

function bySeverity(findings: readonly Finding[]): Finding[] {
  return worstFirst.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** The message of the worst finding, and how many there are besides. A delivery that went well tells how far it went. */
function summaryOf({ kind, findings }: CheckFacts): string {
  const [worst, ...others] = bySeverity(findings).filter(({ severity }) => severity !== FindingSeverity.INFO);
  if (worst === undefined)
    return (kind === CheckKind.EMAIL_DELIVERY && findings[0]?.message) || 'All is well.';
  return others.length === 0 ? worst.message : `${worst.message} (And ${others.length} more.)`;
}

/** A finding for a check that could not be done for a reason of the gateway's own. */
export function undoneFinding(
  code: FindingCode.DEADLINE_REACHED | FindingCode.INTERRUPTED | FindingCode.INTERNAL_FAULT,
): Finding {
  return {
    severity: FindingSeverity.ERROR,
    code,
    message: undoneMessages[code],
    ...aboutNothing,
  };
}

const aboutNothing = { host: null, recordType: null, expected: [], observed: [], remediation: null } as const;

const undoneMessages = {
  [FindingCode.DEADLINE_REACHED]:
    'The time for the run was over before this check was done. Try again; if it happens again, DNS servers of the domain answer too slowly, or the gateway has too much to do.',
  [FindingCode.INTERRUPTED]:
    'The gateway that made this check was stopped before it was done. Start another run.',
  [FindingCode.INTERNAL_FAULT]:
    'This check ended in a fault of the gateway, which is in its log. Please report it to whoever runs the gateway.',
};
