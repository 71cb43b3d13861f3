import { describe, expect, it } from 'vitest';
import { CheckKind, CheckStatus, FindingSeverity } from '../../src/verification/check.js';
import type { Finding } from '../../src/verification/finding.js';
import { FindingCode } from '../../src/verification/finding-code.js';
import { measureCheck } from '../../src/verification/measure-check.js';

function finding(severity: FindingSeverity, message: string): Finding {
  const nothing = { host: null, recordType: null, expected: [], observed: [], remediation: null };
  return { ...nothing, severity, code: FindingCode.DKIM_TESTING, message };
}

function measured(findings: readonly Finding[]) {
  return measureCheck(async () => ({ kind: CheckKind.DKIM, keys: [], findings }));
}

describe('the findings of a check', () => {
  it('are all told when there are 50', async () => {
    const findings = Array.from({ length: 50 }, (_, n) => finding(FindingSeverity.WARN, `${n}`));
    expect((await measured(findings)).findings).toEqual(findings);
  });

  it('are the 50 worst when there are more, and how many there are', async () => {
    const warnings = Array.from({ length: 60 }, (_, n) => finding(FindingSeverity.WARN, `warning ${n}`));
    const result = await measured([...warnings, finding(FindingSeverity.FAIL, 'the fault')]);
    const messages = result.findings.map(({ message }) => message);
    expect(messages).toHaveLength(51);
    expect(messages.slice(48, 50)).toEqual(['warning 48', 'the fault']);
    expect(result.findings.at(-1)).toMatchObject({
      severity: FindingSeverity.INFO,
      code: FindingCode.FINDINGS_LEFT_OUT,
      message: expect.stringMatching(/^There are 61 findings, of which the 50 worst are shown\./),
    });
    expect(result.status).toBe(CheckStatus.FAIL);
    expect(result.message).toBe('the fault (And 60 more.)');
  });
});
