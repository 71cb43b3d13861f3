import { afterEach, expect, it as itAnywhere } from 'vitest';
import type { Options } from './options.js';
import { overload } from './overload.js';
import { type Sabotage, sabotages } from './sabotage.js';
import { soak } from './soak.js';
import { type Surroundings, startSurroundings } from './surroundings.js';

/** What a process holds is read from `/proc`. */
const it = itAnywhere.runIf(process.platform === 'linux');

let surroundings: Surroundings | undefined;
afterEach(() => surroundings?.stop());

/** The rules that were broken in some seconds of load, during which the database is killed. */
async function brokenRules(scenario: typeof soak, sabotage: readonly Sabotage[], seconds: number) {
  const options: Options = {
    scenario: 'soak',
    database: process.env.TEST_DATABASE_SERVER as Options['database'],
    seconds,
    rate: 40,
    secondsBetweenKills: 4,
    sabotage,
  };
  surroundings = await startSurroundings(options);
  const verdicts = await scenario(options, surroundings, () => {});
  return verdicts.filter(({ faults }) => faults.length > 0).map(({ rule, faults }) => ({ rule, faults }));
}

it('a gateway whose database is killed under load keeps every rule', async () => {
  expect(await brokenRules(soak, [], 8)).toEqual([]);
}, 180_000);

it('everything that is broken on purpose is noticed', async () => {
  const broken = await brokenRules(soak, sabotages, 12);
  expect(broken.map(({ rule }) => rule)).toEqual([
    'memory of the process',
    'heap in use',
    'open descriptors',
    'acknowledged writes',
    'events',
    'verifications',
    'answers',
    'audit trail',
  ]);
  const faults = broken.flatMap((each) => each.faults).join('\n');
  for (const word of [
    /are lost/,
    /group-\d+ was made, and is lost/,
    /was told again/,
    // Which of the two depends on whether the server was changed once more.
    /nothing was told (between|after)/,
  ])
    expect(faults).toMatch(word);
}, 180_000);

it('200 clients at once are all answered, and nothing that was acknowledged is lost', async () => {
  const broken = await brokenRules(overload, [], 4);
  // How fast it is depends on the machine.
  const timed = ['time of those served', '/healthz'];
  expect(broken.filter(({ rule }) => !timed.includes(rule))).toEqual([]);
}, 180_000);
