import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { programDirectory } from '../../installation/program-directory.js';
import type { ResolverAddress } from '../dns/resolver-address.js';
import type { FromThread, Task, ThreadData, ToThread } from './messages.js';

export interface DnsThreadOptions {
  /** At least one, in the order in which they are asked. */
  resolvers: readonly ResolverAddress[];
  program?: ThreadProgram;
  /** A thread that owes a result and says nothing for so long hangs. */
  silenceMilliseconds?: number;
}

/** What runs in a thread, and the options of Node that it takes. */
export interface ThreadProgram {
  file: string;
  execArgv?: string[];
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

const isBuilt = !import.meta.filename.endsWith('.ts');
/** Built when the gateway is, and else from its source too. */
const usualProgram: ThreadProgram = isBuilt
  ? { file: join(programDirectory, 'dist', 'verification', 'thread', 'main.js') }
  : { file: join(import.meta.dirname, 'main.ts'), execArgv: ['--import', '@oxc-node/core/register'] };

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
    { resolvers, program = usualProgram, silenceMilliseconds = 5_000 }: DnsThreadOptions,
    private readonly onEnd: (reason: unknown) => void,
  ) {
    this.silenceMilliseconds = silenceMilliseconds;
    const workerData: ThreadData = { resolvers };
    const { file, ...more } = program;
    // It reads what strangers have written, and needs no secrets for that.
    this.worker = new Worker(file, { workerData, env: {}, name: 'dns', ...more });
    this.worker.unref();
    this.worker.on('message', (told: FromThread) => this.settle(told));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new DnsThreadEnded()));
  }

  /**
   * Begins tasks that share their questions, which end half a second before the time; a task then makes of the answers what it
   * can. Each task rejects for itself: for a fault of its own, or with `DnsThreadEnded`.
   */
  begin(tasks: readonly Task[], milliseconds: number): Promise<unknown>[] {
    const id = ++this.lastId;
    const message: ToThread = { id, tasks, milliseconds };
    this.worker.postMessage(message);
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

  private settle(told: FromThread): void {
    this.messagesHeard++;
    const pending = this.pending.get(told.id);
    const task = pending?.get(told.place);
    if ('result' in told) task?.resolve(told.result);
    else task?.reject(Object.assign(new Error(), told.fault));
    pending?.delete(told.place);
    if (pending?.size === 0) this.pending.delete(told.id);
  }

  /** Looks twice: what was heard is read after timers, so where the whole process stood still, nothing seems to have been. */
  private async endIfItHangs(id: number, milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false });
    for (let look = 0; look < 2; look++) {
      const heardBefore = this.messagesHeard;
      await sleep(this.silenceMilliseconds / 2, undefined, { ref: false });
      if (!this.pending.has(id) || this.messagesHeard > heardBefore) return;
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
