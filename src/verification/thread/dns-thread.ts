import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { programDirectory } from '../../installation/program-directory.js';
import type { ResolverAddress } from '../dns/resolver-address.js';
import type { FromThread, Task, ThreadData, ToThread } from './messages.js';

export interface DnsThreadOptions {
  /** At least one, in the order in which they are asked. */
  resolvers: readonly ResolverAddress[];
  /** What runs in the thread. */
  file?: string;
  /** A thread that owes a result, and says nothing for so long beyond its time, hangs. */
  silenceMilliseconds?: number;
}

/** The thread has ended before a task was done. */
export class DnsThreadEnded extends Error {
  override name = 'DnsThreadEnded';
  override message = 'The thread that judges DNS has ended.';
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Whether Node was started so that it reads TypeScript, as by `npm run dev`; a thread inherits that. */
const readsTypeScript = process.execArgv.includes('@oxc-node/core/register');
const usualFile = readsTypeScript
  ? join(import.meta.dirname, 'main.ts')
  : join(programDirectory, 'dist', 'verification', 'thread', 'main.js');

/** Between the end of questions and that of the tasks, which have to say what they found. */
const graceMilliseconds = 1_000;

/** One thread, until it ends. */
export class DnsThread {
  private readonly worker: Worker;
  private readonly silenceMilliseconds: number;
  /** By the id of what was asked together, and the place in that. */
  private readonly pending = new Map<number, Map<number, Pending>>();
  private lastId = 0;
  private messagesHeard = 0;
  private hasEnded = false;

  /**
   * @param onEnd is called once, with the reason when nobody stopped the thread
   * @throws when the system gives no thread
   */
  constructor(
    { resolvers, file = usualFile, silenceMilliseconds = 5_000 }: DnsThreadOptions,
    private readonly onEnd: (reason: unknown) => void,
  ) {
    this.silenceMilliseconds = silenceMilliseconds;
    const workerData: ThreadData = { resolvers };
    // It reads what strangers have written, and needs no secrets for that.
    this.worker = new Worker(file, { workerData, env: {}, name: 'dns' });
    this.worker.unref();
    this.worker.on('message', (told: FromThread) => this.settle(told));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new DnsThreadEnded()));
  }

  /**
   * Has tasks performed that share their questions. Each of them rejects for itself: for a fault of its own, or with
   * `DnsThreadEnded`.
   * @param milliseconds within which they are to be done. Their questions end a second before, and each task makes of the
   *   answers what it can
   * @param signal ends the questions at once
   */
  perform(tasks: readonly Task[], milliseconds: number, signal?: AbortSignal): Promise<unknown>[] {
    const id = ++this.lastId;
    this.send({ id, tasks, questionsUntil: Date.now() + milliseconds - graceMilliseconds });
    signal?.addEventListener('abort', () => this.pending.has(id) && this.send({ endOf: id }), { once: true });
    const pending = new Map<number, Pending>();
    const results = tasks.map((_, place) => {
      const result = new Promise((resolve, reject) => pending.set(place, { resolve, reject }));
      // Whoever waits for it meets its failure, but nobody has to wait.
      result.catch(() => {});
      return result;
    });
    this.pending.set(id, pending);
    void this.endIfItHangs(id, milliseconds);
    return results;
  }

  async stop(): Promise<void> {
    this.end(null);
    await this.worker.terminate();
  }

  private send(message: ToThread): void {
    this.worker.postMessage(message);
  }

  private settle(told: FromThread): void {
    this.messagesHeard++;
    const pending = this.pending.get(told.id);
    const task = pending?.get(told.place);
    if ('result' in told) task?.resolve(told.result);
    else task?.reject(Object.assign(new Error(), told.fault));
    pending?.delete(told.place);
    if (pending?.size === 0) this.pending.delete(told.id);
  }

  /**
   * Ends the thread if tasks are late and it is silent. Two looks in a row, since timers come before messages: when the whole
   * process has stood still, the first look finds none, though they are there.
   */
  private async endIfItHangs(id: number, milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false });
    for (let silentLooks = 0; silentLooks < 2; ) {
      const heardBefore = this.messagesHeard;
      await sleep(this.silenceMilliseconds / 2, undefined, { ref: false });
      if (!this.pending.has(id)) return;
      silentLooks = this.messagesHeard > heardBefore ? 0 : silentLooks + 1;
    }
    this.end(
      new Error(`The thread that judges DNS hangs: it was silent for ${this.silenceMilliseconds} ms.`),
    );
    await this.worker.terminate();
  }

  private end(reason: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    for (const pending of this.pending.values())
      for (const { reject } of pending.values()) reject(new DnsThreadEnded());
    this.pending.clear();
    this.onEnd(reason);
  }
}
