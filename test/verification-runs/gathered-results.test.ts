import { expect, it } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { createServer } from '../support/operations.js';
import { startTestApp } from '../support/test-app.js';
import { dnsKinds, measure } from './runs.js';

it('the last result of a run waits for no others', async () => {
  const gatherMilliseconds = 3_600_000;
  const app = await startTestApp({
    verificationTimes: { ...usualTimes.verificationTimes, gatherMilliseconds },
  });
  const { id } = await createServer(app);
  const run = await measure(app, id, dnsKinds).finally(() => app.stop());
  expect(run.checks.map(({ kind }: { kind: string }) => kind)).toEqual(dnsKinds);
});
