import type { Reads } from './reads.js';
import type { Verifications } from './verifications.js';
import type { Writes } from './writes.js';

export type Task = () => Promise<void>;

/** What users send, each with its share in a hundred. */
export function usualTasks(reads: Reads, writes: Writes, verifications: Verifications): () => Task {
  const shares: readonly (readonly [number, Task])[] = [
    [32, () => reads.server()],
    [13, () => reads.page()],
    [6, () => reads.search()],
    [6, () => reads.groups()],
    [6, () => reads.legacyList()],
    [13, () => writes.updateServer()],
    [8, () => writes.updateByLegacy()],
    [4, () => writes.updateByLegacyOnce()],
    [4, () => writes.renameGroup()],
    [3, () => writes.createServer()],
    [3, () => writes.deleteServer()],
    [1, () => writes.createGroup()],
    [1, () => verifications.run()],
  ];
  const tasks = shares.flatMap(([share, task]) => Array<Task>(share).fill(task));
  return () => tasks[Math.floor(Math.random() * tasks.length)] as Task;
}

/** Clients that each begin something as soon as the last is over: as much as the machine can do. Gives the number. */
export async function runClosedLoop(next: () => Task, clients: number, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const client = async () => {
    while (performance.now() < end) {
      await next()();
      if (performance.now() < end) done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return done;
}

export interface OpenLoad {
  /** What has begun so far. */
  readonly begun: number;
  /** What was not begun because too much was under way. */
  readonly leftOut: number;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

const maxUnderWay = 3_000;
const tickMilliseconds = 10;

/** Begins so much a second, whatever becomes of what has begun before, as users do who know nothing of each other. */
export function startOpenLoad(next: () => Task, rate: number): OpenLoad {
  const underWay = new Set<Promise<void>>();
  const start = performance.now();
  let due = 0;
  let begun = 0;
  let leftOut = 0;
  const timer = setInterval(() => {
    const target = ((performance.now() - start) / 1_000) * rate;
    for (; due < target; due += 1) {
      if (underWay.size >= maxUnderWay) {
        leftOut += 1;
        continue;
      }
      const work = next()().finally(() => underWay.delete(work));
      underWay.add(work);
      begun += 1;
    }
  }, tickMilliseconds);
  return {
    get begun() {
      return begun;
    },
    get leftOut() {
      return leftOut;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
