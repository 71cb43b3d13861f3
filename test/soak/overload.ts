import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.js';
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
const probeMilliseconds = 50;
/** The gateway is to say that it lives, and to serve whom it serves, within these, however much is asked of it. */
const maxHealthMilliseconds = 100;
const maxServedMilliseconds = 2_000;

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
  for (let made = 0; made < seededServers; made += 1) await writes.createServer();
  for (let made = 0; made < seededGroups; made += 1) await writes.createGroup();
  const next = usualTasks(new Reads(client, servers), writes, new Verifications(client, saboteur));

  client.reset();
  saboteur.begin(options.sabotage);
  report(`${clients} clients for ${options.seconds} seconds`);
  const probing = new AbortController();
  const health = probeHealth(gateway.url, probing.signal);
  const begun = performance.now();
  await runClosedLoop(next, clients, options.seconds);
  const seconds = (performance.now() - begun) / 1_000;
  probing.abort();
  const answered = await health;
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

/** How many milliseconds each answer took; infinite for none. */
async function probeHealth(url: string, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const begun = performance.now();
    const isFine = await fetch(`${url}/healthz`).then(
      (answer) => answer.text().then(() => answer.status === 200),
      () => false,
    );
    times.push(isFine ? performance.now() - begun : Number.POSITIVE_INFINITY);
    await sleep(probeMilliseconds);
  }
  return times;
}
