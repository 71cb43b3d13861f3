import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentStore } from '../../../src/graphql/execution/document-store.js';

const long = (index: number) =>
  parse(`query Q${index} { ${Array.from({ length: 900 }, (_, field) => `a${field}: viewer`).join(' ')} }`);
const short = (index: number) => parse(`query Q${index} { viewer { name } }`);

async function keptOf(count: number, documentOf: typeof long): Promise<number> {
  const store = createDocumentStore();
  for (let index = 0; index < count; index += 1) await store.set(`${index}`, documentOf(index));
  return store.keys().length;
}

describe('the store of documents', () => {
  it('keeps those that programs send, and of ever new ones the last', async () => {
    expect(await keptOf(1_000, short)).toBe(1_000);
    expect(await keptOf(10_000, short)).toBeLessThan(10_000);
  });

  it('keeps fewer of those that take more memory', async () => {
    expect(await keptOf(100, long)).toBeLessThan(100);
  });

  it('keeps the one that is used again, whatever comes in between', async () => {
    const store = createDocumentStore();
    await store.set('used', short(0));
    for (let index = 0; index < 200; index += 1) {
      await store.set(`${index}`, long(index));
      expect(await store.get('used')).toBeDefined();
    }
    expect(await store.get('0')).toBeUndefined();
  });
});
