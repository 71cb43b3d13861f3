import { startGateway } from '../contenders/contenders.mjs';
import { withContenders } from '../contenders/with-contenders.mjs';
import { buildWithoutAudit } from '../contenders/without-audit.mjs';
import { limitConcurrency } from '../measurements/in-turn.mjs';
import { measureLoad } from '../measurements/measure-load.mjs';
import { warmUp } from '../measurements/warm-up.mjs';
import { loadOf } from './measure-loads.mjs';

const gateway = (name, title, settings, build) => ({
  name,
  title,
  start: async ({ databaseUrl, secretsKey, apiKey, directory }) =>
    startGateway(
      { DATABASE_URL: databaseUrl, SECRETS_KEY: secretsKey, ADMIN_API_KEY: apiKey, ...settings },
      `${directory}/${name}.log`,
      await build?.(),
    ),
});
const gateways = [
  gateway('gateway', 'as it is, metrics off', {}),
  gateway('metrics', 'with metrics', { METRICS: 'on' }),
  gateway('no-audit', 'without the audit trail', {}, buildWithoutAudit),
];
const operations = { read: ['gateway', 'metrics'], fullUpdate: ['gateway', 'metrics', 'no-audit'] };

/**
 * What the audit trail and metrics cost: the gateway beside itself with and without them. Of gateways that are alike, the one
 * that was started first may answer less than the others, so they are started in both orders, with as many rounds in each.
 */
export async function measureOverhead(bench) {
  bench.report('What the audit trail and metrics cost');
  const results = await measureStartedAs(bench, gateways);
  const reversed = await measureStartedAs(bench, gateways.toReversed());
  for (const [operation, of] of Object.entries(reversed))
    for (const [name, rounds] of Object.entries(of)) results[operation][name].push(...rounds);
  return results;
}

function measureStartedAs(bench, order) {
  const { contenders, options } = bench;
  const { requests } = contenders[0];
  const parts = order.map((each) => ({ ...each, requests }));
  return withContenders(bench, parts, 1_000, async (running) => {
    const results = {};
    for (const [operation, names] of Object.entries(operations)) {
      const able = running.filter(({ name }) => names.includes(name));
      const load = loadOf(bench, { operation });
      for (const each of able) await warmUp(bench, each, load(each, 16, options.warmUpSeconds));
      results[operation] = await limitConcurrency(able, options.rounds, (each) =>
        measureLoad(bench, each, load(each, 16, options.seconds)),
      );
    }
    return results;
  });
}
