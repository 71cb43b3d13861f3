// The thread in which is judged what others have written in DNS. Why apart: docs/decisions.md.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { forecastFor } from '../checks/check-dmarc.js';
import { dnsChecks } from '../checks/dns-checks.js';
import type { Resolve } from '../dns/dns-answer.js';
import { createDnsClient } from '../dns/dns-client.js';
import { createRunResolve } from '../dns/run-resolve.js';
import { measureCheck } from '../measure-check.js';
import type { FromThread, Task, ThreadData, ToThread } from './messages.js';

const { resolvers } = workerData as ThreadData;
const gateway = parentPort as MessagePort;
const client = createDnsClient({ servers: resolvers });
const underWay = new Map<number, AbortController>();

gateway.on('message', (message: ToThread) => {
  if ('endOf' in message) underWay.get(message.endOf)?.abort();
  else void perform(message.id, message.tasks);
});

/** Performs tasks at once, with the same answers for all of them, and tells of each as soon as it is done. */
async function perform(id: number, tasks: readonly Task[]): Promise<void> {
  const end = new AbortController();
  underWay.set(id, end);
  const resolve = createRunResolve(client, { signal: end.signal });
  const tell = (told: FromThread) => gateway.postMessage(told);
  await Promise.all(
    tasks.map((task, place) =>
      resultOf(task, resolve).then(
        (result) => tell({ id, place, result }),
        (fault) => tell({ id, place, fault }),
      ),
    ),
  );
  underWay.delete(id);
}

async function resultOf(task: Task, resolve: Resolve): Promise<unknown> {
  if ('forecast' in task) return forecastFor(task.forecast, resolve);
  return measureCheck(() => dnsChecks[task.check](task.subject, resolve));
}
