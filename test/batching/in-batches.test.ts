import { describe, expect, it } from 'vitest';
import { inBatches } from '../../src/batching/in-batches.js';

/** Records the batches, and lets a test end the gathering and the work. */
function recorded() {
  const batches: string[][] = [];
  const gatherings: (() => void)[] = [];
  const works: PromiseWithResolvers[] = [];
  const add = inBatches<string>(
    (items) => {
      batches.push([...items]);
      const work = withResolvers();
      works.push(work);
      return work.promise;
    },
    () => new Promise<void>((resolve) => gatherings.push(resolve)),
  );
  return { add, batches, gatherings, works };
}

interface PromiseWithResolvers {
  promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('work in batches', () => {
  it('takes what comes while it gathers', async () => {
    const { add, batches, gatherings, works } = recorded();
    const both = [add('a'), add('b')];
    await soon();
    expect(batches).toEqual([]);
    expect(gatherings).toHaveLength(1);
    gatherings[0]?.();
    await soon();
    works[0]?.resolve();
    await Promise.all(both);
    expect(batches).toEqual([['a', 'b']]);
  });

  it('takes what comes while a batch is under way into the next one, which begins after it', async () => {
    const { add, batches, gatherings, works } = recorded();
    const first = add('a');
    gatherings[0]?.();
    await soon();
    const second = add('b');
    gatherings[1]?.();
    await soon();
    expect(batches).toEqual([['a']]);
    const third = add('c');
    works[0]?.resolve();
    await first;
    await soon();
    works[1]?.resolve();
    await Promise.all([second, third]);
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  it('fails for all whose batch fails, and does nothing more', async () => {
    const { add, batches, gatherings, works } = recorded();
    const outcome = Promise.allSettled([add('a'), add('b')]);
    gatherings[0]?.();
    await soon();
    works[0]?.reject(new Error('Broken.'));
    expect((await outcome).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(add('c')).rejects.toThrow('Broken.');
    expect(batches).toEqual([['a', 'b']]);
  });
});
