import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { programDirectory } from '../../installation/program-directory.js';
import type { ResolverAddress } from '../dns/resolver-address.js';
import type { FromThread, Task, ThreadData, ToThread } from './messages.js';

export interface DnsThreadOptions {
  /** At least one, in the order in which they are asked. */
  resolvers: readonly ResolverAddress[];
  /** What runs in the thread. */
  program?: string;
  /** A thread that should say something and is silent for so long hangs. */
  silenceMilliseconds?: number;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** As it is built, also for a gateway that runs from its source. */
const builtProgram = join(programDirectory, 'dist', 'verification', 'thread', 'main.js');

/** One thread, until it ends: by a fault, because it hangs, or because it is stopped. */
export class DnsThread {
  private readonly worker: Worker;
  private readonly silenceMilliseconds: number;
  /** By the id of what was asked together, and the place in that. */
  private readonly pending = new Map<number, Map<number, Pending>>();
  private lastId = 0;
  private heard = 0;
  private hasEnded = false;

  constructor(
    { resolvers, program = builtProgram, silenceMilliseconds = 5_000 }: DnsThreadOptions,
    private readonly onEnd: () => void,
  ) {
    this.silenceMilliseconds = silenceMilliseconds;
    const workerData: ThreadData = { resolvers };
    // It reads what strangers have written, and needs no secrets for that.
    this.worker = new Worker(program, { workerData, env: {}, name: 'dns' });
    this.worker.unref();
    this.worker.on('message', (told: FromThread) => this.settle(told));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new Error('The thread that judges DNS has ended.')));
  }

  /**
   * Begins tasks that share their questions. Each rejects for itself: for a fault of its own, or the end of the thread.
   * @param signal ends the questions; a task then makes of the answers what it can
   */
  begin(tasks: readonly Task[], signal: AbortSignal): Promise<unknown>[] {
    const id = ++this.lastId;
    const pending = new Map<number, Pending>();
    this.pending.set(id, pending);
    const results = tasks.map((_, place) => {
      const result = new Promise((resolve, reject) => pending.set(place, { resolve, reject }));
      // Whoever waits for it meets its failure, but nobody has to wait.
      result.catch(() => {});
      return result;
    });
    this.send({ id, tasks });
    const endQuestions = () => this.pending.has(id) && this.endQuestions(id);
    signal.addEventListener('abort', endQuestions, { once: true });
    return results;
  }

  async stop(): Promise<void> {
    this.end(new Error('The thread that judges DNS was stopped.'));
    await this.worker.terminate();
  }

  private send(message: ToThread): void {
    this.worker.postMessage(message);
  }

  private settle(told: FromThread): void {
    this.heard++;
    const pending = this.pending.get(told.id);
    const task = pending?.get(told.place);
    if ('result' in told) task?.resolve(told.result);
    else task?.reject(told.fault);
    pending?.delete(told.place);
    if (pending?.size === 0) this.pending.delete(told.id);
  }

  /** Tells the thread, which has results at once then, unless it hangs. */
  private endQuestions(id: number): void {
    this.send({ endOf: id });
    const { heard } = this;
    const endIfSilent = () => {
      if (this.pending.has(id) && this.heard === heard) void this.stop();
    };
    setTimeout(endIfSilent, this.silenceMilliseconds).unref();
  }

  private end(reason: Error): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.onEnd();
    for (const pending of this.pending.values()) for (const { reject } of pending.values()) reject(reason);
    this.pending.clear();
  }
}
