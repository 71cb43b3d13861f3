import { Client } from './client.js';
import { startHealthProbe } from './health-probe.js';
import { Ledger } from './ledger.js';
import { runClosedLoop, usualTasks } from './load.js';
import type { Options } from './options.js';
import { readBack } from './read-back.js';
import { Reads } from './reads.js';
import { Saboteur } from './sabotage.js';
import type { Surroundings } from './surroundings.js';
import { percentile, timesTable, type Verdict } from './verdict.js';
import { Verifications } from './verifications.js';
import { Writes } from './writes.js';

const clients = 200;
const seededServers = 200;
const seededGroups = 30;
const warmUpSeconds = 4;
/** The gateway is to say that it lives, and to serve whom it serves, within these, however much is asked of it. */
const maxHealthMilliseconds = 100;
const maxServedMilliseconds = 4_000;

/** Lets many more clients ask than the gateway can serve at once. */
export async function overload(
  options: Options,
  { gateway }: Surroundings,
  report: (line: string) => void,
): Promise<Verdict[]> {
  const saboteur = new Saboteur();
  const client = new Client(gateway.url, gateway.key, clients, saboteur);
  const servers = new Ledger('server');
  const groups = new Ledger('group');
  const writes = new Writes(client, servers, groups, saboteur);
  await Promise.all(Array.from({ length: seededServers }, () => writes.createServer()));
  await Promise.all(Array.from({ length: seededGroups }, () => writes.createGroup()));
  const next = usualTasks(new Reads(client, servers), writes, new Verifications(client, saboteur));

  // A gateway that has just started has yet to compile and to prepare what it is asked, and Node takes one new connection
  // in a turn of its event loop: 200 at once on a busy one wait for up to three seconds.
  await runClosedLoop(next, clients, warmUpSeconds);
  client.reset();
  saboteur.begin(options.sabotage);
  report(`${clients} clients for ${options.seconds} seconds`);
  const health = startHealthProbe(gateway.url);
  const begun = performance.now();
  await runClosedLoop(next, clients, options.seconds);
  const seconds = (performance.now() - begun) / 1_000;
  const answered = await health.stop();
  const writeFaults = await readBack(client).then((found) => [
    ...servers.compare(found.servers),
    ...groups.compare(found.groups),
  ]);
  client.close();

  report(timesTable(client.times));
  const { DONE, COME_BACK, UNKNOWN, FORBIDDEN } = client.counts;
  const times = [...client.times.values()].flat();
  const servedP99 = percentile(times, 0.99);
  const healthP99 = percentile(answered, 0.99);
  return [
    {
      rule: 'answers',
      found: `${DONE} served, ${(DONE / seconds).toFixed(0)} a second, ${COME_BACK} told to come back, ${UNKNOWN} that nobody knows, ${FORBIDDEN} others`,
      faults: client.forbidden,
    },
    {
      rule: 'time of those served',
      found: `p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${servedP99.toFixed(0)} ms`,
      faults: servedP99 > maxServedMilliseconds ? [`p99 is above ${maxServedMilliseconds} ms`] : [],
    },
    {
      rule: '/healthz',
      found: `p50 ${percentile(answered, 0.5).toFixed(0)} ms, p99 ${healthP99.toFixed(0)} ms, worst ${Math.max(...answered).toFixed(0)} ms of ${answered.length}`,
      faults: healthP99 > maxHealthMilliseconds ? [`p99 is above ${maxHealthMilliseconds} ms`] : [],
    },
    {
      rule: 'acknowledged writes',
      found: `${servers.writes + groups.writes} acknowledged, ${writeFaults.length} lost or doubled`,
      faults: writeFaults,
    },
    { rule: 'log', found: `${gateway.errors.length} errors`, faults: gateway.errors },
  ];
}
