import { fetchUrl } from '../load/exchange.mjs';
import { runLoad } from '../load/run-load.mjs';
import { cpuSeconds } from '../machine/process-tree.mjs';

/** Puts load on a contender: requests per second, waiting times, and what a request cost its processes. */
export async function measureLoad(
  { programs, database, directory },
  contender,
  { requests, connections, seconds },
) {
  const { url, pids, title } = contender;
  const sample = await fetchUrl(url, requests[0]);
  const own = cpuSeconds(pids);
  const ofDatabase = cpuSeconds([database.pid]);
  const load = await runLoad({ wrk: programs.wrk, directory, url, requests, connections, seconds });
  if (load.failures > 0) throw new Error(`${title}: ${load.failures} of ${load.requests} requests failed.`);
  // What is answered under load must be what was compared before, not a short refusal.
  if (load.bytes < load.requests * sample.text.length * 0.9)
    throw new Error(`${title}: answers are too short.`);
  return {
    requests: load.requests,
    perSecond: load.requests / load.seconds,
    p50: load.p50,
    p99: load.p99,
    cpu: ((cpuSeconds(pids) - own) / load.requests) * 1e6,
    databaseCpu: ((cpuSeconds([database.pid]) - ofDatabase) / load.requests) * 1e6,
  };
}
