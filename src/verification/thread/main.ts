// The thread in which is judged what others have written in DNS. Why apart: docs/decisions.md.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { forecastFor } from '../checks/check-dmarc.js';
import { dnsChecks } from '../checks/dns-checks.js';
import type { Resolve } from '../dns/dns-answer.js';
import { createDnsClient } from '../dns/dns-client.js';
import { createRunResolve } from '../dns/run-resolve.js';
import { measureCheck } from '../measure-check.js';
import type { Fault, FromThread, NewTasks, Task, ThreadData, ToThread } from './messages.js';

const { resolvers } = workerData as ThreadData;
const gateway = parentPort as MessagePort;
const client = createDnsClient({ servers: resolvers });
/** What ends the questions of the tasks that are not all done, by their id. */
const underWay = new Map<number, AbortController>();

gateway.on('message', (message: ToThread) => {
  if ('endOf' in message) underWay.get(message.endOf)?.abort();
  else void perform(message);
});

/** Performs tasks at once, with the same answers for all of them, and tells of each as soon as it is done. */
async function perform({ id, tasks, questionsUntil }: NewTasks): Promise<void> {
  const end = new AbortController();
  underWay.set(id, end);
  const timer = setTimeout(() => end.abort(), questionsUntil - Date.now());
  const resolve = createRunResolve(client, { signal: end.signal });
  const tell = (told: FromThread) => gateway.postMessage(told);
  await Promise.all(
    tasks.map(async (task, place) => {
      try {
        tell({ id, place, result: await resultOf(task, resolve) });
      } catch (error) {
        tell({ id, place, fault: faultOf(error) });
      }
    }),
  );
  clearTimeout(timer);
  underWay.delete(id);
}

async function resultOf(task: Task, resolve: Resolve): Promise<unknown> {
  if ('forecast' in task) return forecastFor(task.forecast, resolve);
  return measureCheck(() => dnsChecks[task.check](task.subject, resolve));
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack };
}
