import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupCommit, type GroupWork } from '../../src/batching/group-commit.js';
import { DatabaseUnavailableError } from '../../src/sql/database-errors.js';
import { createTransact } from '../../src/sql/transact.js';
import { openTextTable, type TextTable } from '../support/text-table.js';

interface Note {
  key: string;
  text: string;
}

let table: TextTable;
/** The keys of each shared transaction that was begun. */
let groups: string[][];
let alone: string[];

beforeAll(async () => {
  table = await openTextTable();
});
afterAll(() => table?.close());
beforeEach(async () => {
  groups = [];
  alone = [];
  await table.database.sql('DELETE FROM notes');
});

const write = (manager: EntityManager, { text }: Note) =>
  manager.query('INSERT INTO notes (text) VALUES (?)', [text]);

function commitNotes(changes: Partial<GroupWork<Note, string>> = {}) {
  return createGroupCommit<Note, string>(createTransact(table.dataSource), {
    keyOf: ({ key }) => key,
    async runGroup(manager, notes) {
      groups.push(notes.map(({ key }) => key));
      for (const note of notes) await write(manager, note);
      return notes.map(({ text }) => `together ${text}`);
    },
    async runOne(manager, note) {
      alone.push(note.key);
      await write(manager, note);
      return `alone ${note.text}`;
    },
    ...changes,
  });
}

/** What waits for `gate` goes on when `letGo` is called. */
function closedGate() {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { gate, letGo };
}

const stored = async () =>
  (await table.database.sql<{ text: string }>('SELECT text FROM notes ORDER BY text')).map(
    ({ text }) => text,
  );

describe('work that comes together', () => {
  it('shares a transaction, and what has the same key does not', async () => {
    const note = commitNotes();
    const answers = await Promise.all([
      note({ key: 'a', text: '1' }),
      note({ key: 'b', text: '2' }),
      note({ key: 'a', text: '3' }),
    ]);
    expect(answers).toEqual(['together 1', 'together 2', 'together 3']);
    expect(groups).toEqual([['a', 'b'], ['a']]);
    expect(await stored()).toEqual(['1', '2', '3']);
  });

  it('is done alone where it was left alone', async () => {
    const note = commitNotes({
      async runGroup(manager, notes) {
        const [first] = notes;
        if (first) await write(manager, first);
        return notes.map((_, index) => (index === 0 ? 'first' : null));
      },
    });
    const answers = await Promise.all(['1', '2', '3'].map((text) => note({ key: text, text })));
    expect(answers).toEqual(['first', 'alone 2', 'alone 3']);
    expect(await stored()).toEqual(['1', '2', '3']);
  });

  it('is undone and done again alone when the database refuses a part of it', async () => {
    const note = commitNotes();
    const answers = await Promise.allSettled([
      note({ key: 'a', text: 'same' }),
      note({ key: 'b', text: 'same' }),
      note({ key: 'c', text: 'other' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(alone.sort()).toEqual(['a', 'b', 'c']);
    expect(await stored()).toEqual(['other', 'same']);
  });

  it('is done again alone when a part of it fails for a reason of its own', async () => {
    const note = commitNotes({
      runGroup: async () => {
        throw new TypeError('A fault of the program.');
      },
    });
    expect(await Promise.all([note({ key: 'a', text: '1' }), note({ key: 'b', text: '2' })])).toEqual([
      'alone 1',
      'alone 2',
    ]);
  });

  it('is done again alone when its connection is lost before the commit', async () => {
    const note = commitNotes({
      async runGroup(manager, notes) {
        for (const one of notes) await write(manager, one);
        const [{ id }] = await manager.query('SELECT CONNECTION_ID() AS id');
        await table.database.sql(`KILL ${id}`);
        await manager.query('SELECT 1');
        return [];
      },
    });
    expect(await Promise.all(['1', '2'].map((text) => note({ key: text, text })))).toEqual([
      'alone 1',
      'alone 2',
    ]);
    expect(await stored()).toEqual(['1', '2']);
  });

  it('is not done again when the transaction is lost in its commit', async () => {
    const note = commitNotes({
      async runGroup(manager, notes) {
        for (const one of notes) await write(manager, one);
        const [{ id }] = await manager.query('SELECT CONNECTION_ID() AS id');
        await table.database.sql(`KILL ${id}`);
        return notes.map(() => 'never told');
      },
    });
    const answers = await Promise.allSettled(['1', '2'].map((text) => note({ key: text, text })));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(alone).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  it('joins a transaction that is being opened, as far as it is half of what is under way', async () => {
    const note = commitNotes();
    const first = note({ key: '0', text: '0' });
    await new Promise(setImmediate);
    const others = Array.from({ length: 29 }, (_, index) =>
      note({ key: `${index + 1}`, text: `${index + 1}` }),
    );
    await Promise.all([first, ...others]);
    expect(groups[0]).toEqual(Array.from({ length: 15 }, (_, index) => `${index}`));
    expect(groups.flat()).toHaveLength(30);
    expect(await stored()).toHaveLength(30);
  });

  it('goes on beside a transaction that takes long, but for what has the same key', async () => {
    const { gate, letGo } = closedGate();
    const note = commitNotes({
      async runGroup(_manager, notes) {
        groups.push(notes.map(({ key }) => key));
        if (groups.length === 1) await gate;
        return notes.map(({ text }) => text);
      },
    });
    const slow = note({ key: 'a', text: 'slow' });
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    const same = note({ key: 'a', text: 'same' });
    expect(await note({ key: 'b', text: 'other' })).toBe('other');
    expect(await note({ key: 'c', text: 'another' })).toBe('another');
    expect(groups.flat().filter((key) => key === 'a')).toHaveLength(1);
    letGo();
    expect(await Promise.all([slow, same])).toEqual(['slow', 'same']);
  });

  it('does not wait without end: 1,000 may, and the next is refused', async () => {
    const { gate, letGo } = closedGate();
    const note = commitNotes({
      async runGroup(_manager, notes) {
        await gate;
        return notes.map(({ text }) => text);
      },
    });
    const waiting = Array.from({ length: 1_000 }, (_, index) => note({ key: `${index}`, text: `${index}` }));
    await expect(note({ key: 'late', text: 'late' })).rejects.toBeInstanceOf(DatabaseUnavailableError);
    letGo();
    expect(await Promise.all(waiting)).toEqual(waiting.map((_, index) => `${index}`));
  });
});
