import { describe, expect, it } from 'vitest';
import { CheckStatus } from '../../src/verification/check.js';
import { isShownAtOnce, settleCheck, unsettled } from '../../src/verification-runs/settle-check.js';
import { VerificationTrigger } from '../../src/verification-runs/verification-run.js';

const start = Date.UTC(2026, 0, 1);
const minutes = (count: number) => new Date(start + count * 60_000);

/** What is held after measurements, each as `minute STATUS`: `STATUS since failingSince`, in minutes. */
function heldAfter(...measurements: string[]): string {
  const held = measurements.reduce((before, measurement) => {
    const [minute, status] = measurement.split(' ');
    return settleCheck(before, { status: status as CheckStatus, checkedAt: minutes(Number(minute)) });
  }, unsettled);
  const minute = (date: Date | null) => (date === null ? '-' : (date.getTime() - start) / 60_000);
  return `${held.status} ${minute(held.since)} ${minute(held.failingSince)}`;
}

describe('what is held of a check', () => {
  it.each([
    ['is nothing while no measurement could say', ['0 ERROR', '1 ERROR'], 'NOT_CHECKED - -'],
    ['is what the first measurement says', ['0 PASS'], 'PASS 0 -'],
    ['is what the first measurement says, also a warning', ['0 WARN'], 'WARN 0 -'],
    ['is what the first measurement says, also a failure', ['0 ERROR', '1 FAIL'], 'FAIL 1 1'],
    ['is as old as its first measurement', ['0 PASS', '5 PASS', '9 PASS'], 'PASS 0 -'],
    ['turns to a warning and back at once', ['0 PASS', '1 WARN'], 'WARN 1 -'],
    ['stays with one failure, which is noted', ['0 PASS', '3 FAIL'], 'PASS 0 3'],
    ['stays with two failures less than 10 minutes apart', ['0 PASS', '3 FAIL', '12.9999 FAIL'], 'PASS 0 3'],
    [
      'turns with one 10 minutes after the first, since when it fails',
      ['0 PASS', '3 FAIL', '13 FAIL'],
      'FAIL 3 3',
    ],
    [
      'turns with the third, when the second was too early',
      ['0 WARN', '3 FAIL', '5 FAIL', '14 FAIL'],
      'FAIL 3 3',
    ],
    ['forgets a failure when a check passes', ['0 PASS', '3 FAIL', '5 PASS', '20 FAIL'], 'PASS 0 20'],
    ['forgets it also with a warning', ['0 PASS', '3 FAIL', '5 WARN', '20 FAIL'], 'WARN 5 20'],
    ['is not changed by an error', ['0 PASS', '3 ERROR'], 'PASS 0 -'],
    ['is not changed by errors between failures', ['0 PASS', '3 FAIL', '9 ERROR', '14 FAIL'], 'FAIL 3 3'],
    ['is not turned by an error that follows a failure', ['0 PASS', '3 FAIL', '30 ERROR'], 'PASS 0 3'],
    ['is no more failing with one that passes', ['0 FAIL', '1 PASS'], 'PASS 1 -'],
    ['fails since its first failure', ['0 FAIL', '20 FAIL', '40 ERROR'], 'FAIL 0 0'],
    ['stays when the clocks of gateways differ', ['10 PASS', '12 FAIL', '3 FAIL'], 'PASS 10 12'],
  ])('%s', (_, measurements, held) => {
    expect(heldAfter(...measurements)).toBe(held);
  });
});

describe('what a server shows of a check', () => {
  const { REQUESTED, SCHEDULED } = VerificationTrigger;
  const { NOT_CHECKED, PASS, WARN, FAIL, ERROR } = CheckStatus;

  it.each([PASS, WARN, FAIL, ERROR])('is %s when that was found on request', (measured) => {
    for (const shown of Object.values(CheckStatus))
      expect(isShownAtOnce(shown, measured, PASS, REQUESTED)).toBe(true);
  });

  it.each([
    ['shows that a check passes', FAIL, PASS, PASS, true],
    ['shows a warning', PASS, WARN, WARN, true],
    ['shows a failure that is settled', PASS, FAIL, FAIL, true],
    ['does not show a failure that is not', PASS, FAIL, PASS, false],
    ['does not show it in place of an error either', ERROR, FAIL, WARN, false],
    ['does not show an error', PASS, ERROR, PASS, false],
    ['does not show an error in place of a failure', FAIL, ERROR, FAIL, false],
    ['shows an error when there was nothing', NOT_CHECKED, ERROR, NOT_CHECKED, true],
  ])('the schedule %s', (_, shown, measured, settled, expected) => {
    expect(isShownAtOnce(shown, measured, settled, SCHEDULED)).toBe(expected);
  });
});
