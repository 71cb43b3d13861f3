import { describe, expect, it } from 'vitest';
import { CheckStatus } from '../../src/verification/check.js';
import { retryTime } from '../../src/verification-runs/verification-schedule.js';

const { PASS, WARN, FAIL, ERROR, NOT_CHECKED } = CheckStatus;
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** In seconds after the measurement. */
function pause(measured: CheckStatus, settled: CheckStatus, intervalSeconds: number): number | null {
  const checkedAt = new Date();
  const time = retryTime({ measured, settled, checkedAt }, intervalSeconds);
  return time === null ? null : (time.getTime() - checkedAt.getTime()) / 1_000;
}

describe('a check of the schedule is made again', () => {
  it.each([
    ['as planned when it passed', PASS, PASS, day, null],
    ['as planned with a warning', WARN, WARN, day, null],
    ['after 10 minutes when it begins to fail', FAIL, PASS, day, 10 * minute],
    ['after 10 minutes when it could not be made', ERROR, WARN, day, 10 * minute],
    ['after 10 minutes when it never could be made', ERROR, NOT_CHECKED, day, 10 * minute],
    ['after 10 minutes when it could not be made and had failed', ERROR, FAIL, day, 10 * minute],
    ['after a quarter of the interval when it is known to fail', FAIL, FAIL, day, 6 * hour],
    ['not before 10 minutes then', FAIL, FAIL, 20 * minute, 10 * minute],
    ['not later than planned when it begins to fail', FAIL, PASS, 5 * minute, 5 * minute],
  ] as const)('%s', (_, measured, settled, interval, seconds) => {
    expect(pause(measured, settled, interval)).toBe(seconds);
  });
});
