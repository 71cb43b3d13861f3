import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.js';
import { Ledger } from './ledger.js';
import { runClosedLoop, startOpenLoad, usualTasks } from './load.js';
import type { Options } from './options.js';
import { readBack } from './read-back.js';
import { Reads } from './reads.js';
import { type Sample, sampleResources } from './resources.js';
import { Saboteur } from './sabotage.js';
import { Subscriber } from './subscriber.js';
import type { Surroundings } from './surroundings.js';
import { judgeDescriptors, judgeMemory, percentile, timesTable, type Verdict } from './verdict.js';
import { Verifications } from './verifications.js';
import { verifyAudit } from './verify-audit.js';
import { Writes } from './writes.js';

const connections = 64;
const subscribersOfEachWay = 4;
const seededServers = 200;
const seededGroups = 30;
const verifiedServers = 10;
const calibrationSeconds = 10;
const maxSamples = 300;
/** For what was changed last to be told to all. */
const tellMilliseconds = 30_000;

/** Puts the usual load on a gateway whose database is killed now and then, and judges what came of it. */
export async function soak(
  options: Options,
  surroundings: Surroundings,
  report: (line: string) => void,
): Promise<Verdict[]> {
  const { gateway, database, smtpPort, sql } = surroundings;
  const saboteur = new Saboteur();
  const client = new Client(gateway.url, gateway.key, connections, saboteur);
  const servers = new Ledger('server');
  const groups = new Ledger('group');
  const writes = new Writes(client, servers, groups, saboteur);
  const verifications = new Verifications(client, saboteur);
  const next = usualTasks(new Reads(client, servers), writes, verifications);

  const subscribers = (['WebSocket', 'events'] as const).flatMap((way) =>
    Array.from(
      { length: subscribersOfEachWay },
      () => new Subscriber(gateway.url, gateway.key, way, saboteur),
    ),
  );
  const following = subscribers.map((subscriber) => subscriber.run());
  await verifications.createServers(verifiedServers, smtpPort);
  await untilAllFollow(subscribers, verifications);
  await Promise.all(Array.from({ length: seededServers }, () => writes.createServer()));
  await Promise.all(Array.from({ length: seededGroups }, () => writes.createGroup()));

  let { rate } = options;
  if (rate === null) {
    const done = await runClosedLoop(next, connections, calibrationSeconds);
    rate = done / calibrationSeconds / 2;
    report(
      `${(2 * rate).toFixed(0)} requests a second are all that can be had here with ${connections} clients`,
    );
  }
  client.reset();
  saboteur.begin(options.sabotage);
  report(`${rate.toFixed(0)} requests a second for ${(options.seconds / 60).toFixed(1)} minutes`);
  const load = startOpenLoad(next, rate);
  // However short the load is, it has one.
  const verified = verifications.run();
  let kills = 0;
  const kill = setInterval(() => {
    kills += 1;
    void database.crash().catch((error) => report(`The database could not be killed: ${error.message}`));
  }, options.secondsBetweenKills * 1_000);
  const cut = setInterval(
    () => subscribers[Math.floor(Math.random() * subscribers.length)]?.cut(),
    Math.min(2_000, options.secondsBetweenKills * 200),
  );
  const taken = await sampleFor(options.seconds, gateway, report);
  clearInterval(kill);
  clearInterval(cut);
  await load.stop();
  await verified;
  report(`${load.begun} requests sent, the database killed ${kills} times`);

  await breakAtTheEnd(saboteur, servers, groups, sql);
  const { servers: foundServers, groups: foundGroups } = await readBack(client);
  const ofLedger = foundServers.filter(({ name }) => name.startsWith('server-'));
  const deletedIds = servers.all.filter(({ isDeleted }) => isDeleted).map(({ id }) => id);
  const missing = () => subscribers.flatMap((subscriber) => subscriber.missing(ofLedger, deletedIds));
  const deadline = Date.now() + tellMilliseconds;
  // Where an event was dropped on purpose, nobody waits for it.
  while (missing().length > 0 && Date.now() < deadline && options.sabotage.length === 0) await sleep(200);
  for (const subscriber of subscribers) subscriber.stop();
  await Promise.all(following);
  const audit = await verifyAudit(gateway);
  client.close();

  report(timesTable(client.times));
  const { DONE, COME_BACK, UNKNOWN, FORBIDDEN } = client.counts;
  const times = [...client.times.values()].flat();
  const writeFaults = [...servers.compare(foundServers), ...groups.compare(foundGroups)];
  const eventFaults = [...subscribers.flatMap(({ faults }) => faults), ...missing()];
  const sum = (of: (subscriber: Subscriber) => number) =>
    subscribers.reduce((total, each) => total + of(each), 0);
  return [
    judgeMemory('memory of the process', taken, ({ residentMegabytes }) => residentMegabytes),
    judgeMemory('heap in use', taken, ({ heapMegabytes }) => heapMegabytes),
    judgeDescriptors(taken),
    {
      rule: 'acknowledged writes',
      found: `${servers.writes + groups.writes} acknowledged, ${UNKNOWN} maybe; ${writeFaults.length} lost or doubled`,
      faults: writeFaults,
    },
    {
      rule: 'events',
      found: `${sum(({ events }) => events)} told to ${subscribers.length} subscribers over ${sum((each) => each.connections)} connections`,
      faults: eventFaults,
    },
    {
      rule: 'verifications',
      found: `${verifications.begun} begun, ${verifications.ended} ended`,
      faults: verifications.faults,
    },
    {
      rule: 'answers',
      found: `${DONE} served (p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms), ${COME_BACK} told to come back, ${UNKNOWN} that nobody knows, ${FORBIDDEN} others, ${load.leftOut} not sent`,
      faults: client.forbidden,
    },
    { rule: 'log', found: `${gateway.errors.length} errors`, faults: gateway.errors },
    audit,
  ];
}

/** Changes of the verified servers are told, but not compared, as some subscribers come late to them. */
async function untilAllFollow(
  subscribers: readonly Subscriber[],
  verifications: Verifications,
): Promise<void> {
  while (!subscribers.every(({ events }) => events > 0)) {
    await verifications.createServers(1, 9);
    await sleep(100);
  }
}

async function sampleFor(
  seconds: number,
  gateway: Surroundings['gateway'],
  report: (line: string) => void,
): Promise<Sample[]> {
  const taken: Sample[] = [];
  const begun = performance.now();
  const passed = () => (performance.now() - begun) / 1_000;
  const pause = Math.max(seconds / maxSamples, 0.2);
  for (let told = 0; passed() < seconds; ) {
    const sample = await sampleResources(gateway, passed());
    taken.push(sample);
    if (sample.seconds >= told) {
      report(lineOf(sample));
      told += seconds / 10;
    }
    await sleep(pause * 1_000);
  }
  return taken;
}

function lineOf({ seconds, residentMegabytes, heapMegabytes, descriptors }: Sample): string {
  return `${(seconds / 60).toFixed(1)} min  ${residentMegabytes.toFixed(0)} MB, ${heapMegabytes.toFixed(0)} MB of heap, ${descriptors} descriptors`;
}

async function breakAtTheEnd(
  saboteur: Saboteur,
  servers: Ledger,
  groups: Ledger,
  sql: Surroundings['sql'],
): Promise<void> {
  const changed = servers.all.find(({ acknowledged, isDeleted }) => acknowledged > 0 && !isDeleted);
  if (saboteur.take('lose-write'))
    await sql('UPDATE delivery_servers SET version = 1 WHERE id = ?', [changed?.legacyId]);
  if (saboteur.take('lose-group'))
    await sql('DELETE FROM user_groups WHERE id = ?', [groups.all[0]?.legacyId]);
  if (saboteur.take('break-audit'))
    await sql('UPDATE audit_entries SET occurred_at = CURRENT_TIMESTAMP(3) ORDER BY id LIMIT 1');
}
