import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type SharedRead, shareReads } from '../../src/batching/share-reads.js';
import { createRead } from '../../src/sql/read.js';
import { openTextTable, type TextTable } from '../support/text-table.js';

let table: TextTable;
let read: SharedRead;
/** The statements that were really sent. */
let sent: string[];

beforeAll(async () => {
  table = await openTextTable();
});
afterAll(() => table?.close());
beforeEach(async () => {
  sent = [];
  const readAlone = createRead(table.dataSource);
  read = shareReads((sql, values) => {
    sent.push(sql);
    return readAlone(sql, values);
  });
  await table.database.sql('DELETE FROM notes');
  await table.database.sql("INSERT INTO notes VALUES ('a'), ('b')");
});

const all = 'SELECT text FROM notes ORDER BY text';
const some = 'SELECT text FROM notes WHERE text IN (?) ORDER BY text';
const texts = async (question: Promise<readonly { text: string }[]>) =>
  (await question).map(({ text }) => text);

it('asks the database once for all who ask for the same in one turn', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => texts(read(all))));
  expect(answers).toEqual(Array(5).fill(['a', 'b']));
  expect(sent).toEqual([all]);
});

it('asks apart for other values and other statements', async () => {
  const answers = await Promise.all([
    texts(read(some, [['a']])),
    texts(read(some, [['b']])),
    texts(read(some, [['a']])),
    texts(read(all)),
  ]);
  expect(answers).toEqual([['a'], ['b'], ['a'], ['a', 'b']]);
  expect(sent).toEqual([some, some, all]);
});

it('asks again for who asks later, also while the first is not answered yet', async () => {
  const first = texts(read(all));
  await nextTurn();
  expect(sent).toEqual([all]);
  const second = texts(read(all));
  await Promise.all([first, second]);
  expect(sent).toEqual([all, all]);
});

it('asks only when the turn is over, so that no answer is older than its question', async () => {
  const early = texts(read(all));
  expect(sent).toEqual([]);
  await early;
  await table.database.sql("INSERT INTO notes VALUES ('c')");
  expect(await texts(read(all))).toEqual(['a', 'b', 'c']);
});

it('fails for all who share it, and is not remembered', async () => {
  const wrong = 'SELECT text FROM nowhere';
  const answers = await Promise.allSettled([read(wrong), read(wrong), texts(read(all))]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  await expect(read(wrong)).rejects.toThrow();
  expect(sent).toEqual([wrong, all, wrong]);
});
