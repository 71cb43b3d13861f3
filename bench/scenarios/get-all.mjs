import { withContenders } from '../contenders/with-contenders.mjs';
import { exchange, fetchUrl, lastingConnections } from '../load/exchange.mjs';
import { cpuSeconds, residentBytes } from '../machine/process-tree.mjs';
import { limitConcurrency } from '../measurements/in-turn.mjs';
import { meanwhile } from '../measurements/meanwhile.mjs';
import { summary } from '../measurements/statistics.mjs';

const sizes = [
  { size: 10, times: 50 },
  { size: 1_000, times: 10 },
  { size: 50_000, times: 3 },
];
const smallReads = 500;
const sampleMilliseconds = 10;

/**
 * All servers in one answer. Each round begins with a new process that has answered nothing but small reads, so that
 * the growth of its memory is that of the long answer.
 */
export async function measureGetAll(bench) {
  const { options, report } = bench;
  const able = bench.contenders.filter(({ requests }) => requests.getAll);
  const results = {};
  for (const { size, times } of sizes) {
    report(`Get all of ${size} servers, /api.php`);
    await expectSameAnswers(bench, able, size);
    results[size] = await limitConcurrency(able, options.rounds, (contender) =>
      withContenders(bench, [contender], size, ([running]) => measure(bench, running, times)),
    );
  }
  return results;
}

async function expectSameAnswers(bench, able, size) {
  const answers = [];
  for (const contender of able) {
    answers.push(
      await withContenders(bench, [contender], size, ([{ url, requests }]) =>
        fetchUrl(url, requests.getAll(null, bench.apiKey)),
      ),
    );
  }
  const index = answers.findIndex(({ text }) => text !== answers[0].text);
  if (index > 0) throw new Error(`${able[index].title} answers other servers than the gateway.`);
}

async function measure({ database, apiKey }, { url, pids, requests }, times) {
  const agent = lastingConnections();
  const smallRead = () => exchange(url, (requests.read ?? requests.legacyGet)(1, apiKey), { agent });
  for (let count = 0; count < smallReads; count++) await smallRead();

  const idle = residentBytes(pids);
  let peak = idle;
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentBytes(pids));
  }, sampleMilliseconds);
  const getAll = async () => {
    const own = cpuSeconds(pids);
    const ofDatabase = cpuSeconds([database.pid]);
    const answers = [];
    for (let time = 0; time < times; time++) answers.push(await exchange(url, requests.getAll(null, apiKey)));
    const cpu = (cpuSeconds(pids) - own) / times;
    return { answers, cpu, databaseCpu: (cpuSeconds([database.pid]) - ofDatabase) / times };
  };
  const reads = await meanwhile({ send: smallRead, pauseMilliseconds: 10 }, getAll).finally(() => {
    clearInterval(sampler);
    agent.destroy();
  });
  const { answers, cpu, databaseCpu } = reads.result;
  return {
    time: summary(answers.map(({ total }) => total)).median,
    firstByte: summary(answers.map(({ firstByte }) => firstByte)).median,
    bytes: answers[0].bytes,
    cpu: cpu * 1000,
    databaseCpu: databaseCpu * 1000,
    growth: (peak - idle) / 2 ** 20,
    worstRead: Math.max(...reads.times),
  };
}
