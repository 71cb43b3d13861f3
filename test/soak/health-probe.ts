// A thread of its own asks `/healthz` again and again, because that of the clients is too busy to tell the time.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const pauseMilliseconds = 50;

/** How many milliseconds each answer took; infinite for none. */
export interface HealthProbe {
  stop(): Promise<number[]>;
}

export function startHealthProbe(url: string): HealthProbe {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { healthUrl: `${url}/healthz` },
    execArgv: ['--import', '@oxc-node/core/register'],
  });
  return {
    stop: () =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
        worker.postMessage('stop');
      }),
  };
}

async function probe(url: string): Promise<void> {
  const times: number[] = [];
  let isOver = false;
  parentPort?.once('message', () => {
    isOver = true;
  });
  while (!isOver) {
    const begun = performance.now();
    const isFine = await fetch(url).then(
      (answer) => answer.text().then(() => answer.status === 200),
      () => false,
    );
    times.push(isFine ? performance.now() - begun : Number.POSITIVE_INFINITY);
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  parentPort?.postMessage(times);
}

if (!isMainThread && workerData?.healthUrl) await probe(workerData.healthUrl);
