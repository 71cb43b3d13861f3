import { treeOf } from '../machine/process-tree.mjs';

/** Starts contenders on the database of this size, hands them to `work`, and stops them. */
export async function withContenders(bench, contenders, size, work) {
  const stops = [];
  const start = async (contender) => {
    const {
      url,
      pid,
      pids = [pid],
      stop,
    } = await contender.start({
      ...bench,
      databaseUrl: bench.database.urlOf(size),
    });
    stops.push(bench.started.add(stop));
    return { ...contender, url, pids: treeOf(pids) };
  };
  try {
    const running = [];
    // One after the other and the gateway first: it stores the API key that all are asked with.
    for (const contender of contenders) running.push(await start(contender));
    return await work(running);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
}
