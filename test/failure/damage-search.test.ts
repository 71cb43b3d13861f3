import { expect, it } from 'vitest';
import { searchForDamage } from '../../src/app/search-for-damage.js';
import { DatabaseUnavailableError } from '../../src/sql/database-errors.js';

const policy = {
  classifyFailure: (error: unknown) => (error instanceof DatabaseUnavailableError ? 'UNAVAILABLE' : null),
} as const;

/** Answers each look with the next of these, or throws it, and notes after which row it was. */
function search(...answers: (number | null | Error)[]) {
  const looks: number[] = [];
  const reported: unknown[] = [];
  const noteSealedElsewhere = async (after: number) => {
    looks.push(after);
    const answer = answers.shift() as number | null | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const report = (error: unknown) => reported.push(error);
  const running = searchForDamage({ noteSealedElsewhere }, { ...policy, report });
  return { looks, reported, stop: running.stop };
}

it('goes on behind what it has seen when the database answers again', async () => {
  const { looks, reported, stop } = search(5, new DatabaseUnavailableError(), 9, null);
  await expect.poll(() => looks).toEqual([0, 5, 5, 9]);
  await stop();
  expect(reported).toEqual([]);
});

it('ends at what nobody expected, and says so', async () => {
  const fault = new Error('What is this?');
  const { looks, reported, stop } = search(5, fault, 9);
  await expect.poll(() => reported).toEqual([fault]);
  await stop();
  expect(looks).toEqual([0, 5]);
});

it('ends between two looks when it is told to', async () => {
  const { looks, stop } = search(5, 9, null);
  await stop();
  expect(looks).toEqual([0]);
});
