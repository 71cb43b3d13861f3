import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { AnswerDeadline } from '../../src/http/answer-deadline.js';

it('goes by the clock while the program is too busy for its timers', async () => {
  const missed: unknown[] = [];
  const response = { headersSent: false, req: { complete: true } } as ServerResponse;
  const refuse = (each: ServerResponse) => {
    missed.push(each);
    Object.assign(each, { headersSent: true });
  };
  const end = new AnswerDeadline(1_000).watch([response], refuse);
  // As long work does.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
  await sleep(0);
  await sleep(0);
  end();
  expect(missed).toEqual([response]);
});
