import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditDatabase, createAuditDatabase } from './audit-database.js';

let database: AuditDatabase;

beforeAll(async () => {
  database = await createAuditDatabase();
});
beforeEach(async () => {
  await database.clear();
  await database.addEntries(9);
  expect(await database.faults()).toEqual([]);
});
afterAll(() => database?.close());

/** Every column that says something, and another value for it. */
const otherValues: Record<string, string> = {
  id: '1000000',
  occurred_at: 'occurred_at - INTERVAL 1 SECOND',
  author_kind: "'GATEWAY'",
  author_id: "'key_8'",
  author_name: "CONCAT(author_name, ' ')",
  address: "'2001:DB8::1'",
  request_id: 'NULL',
  operation: "'deliveryServersDelete'",
  command: "'Deliveryserver.update'",
  action: "'DELIVERY_SERVER_DELETED'",
  object_id: "'ds_50'",
  object_name: "'Server 5'",
  changes: "REPLACE(changes, 'old', 'Old')",
  item_count: '2',
};

describe('a damaged trail', () => {
  it('is looked for in every column', async () => {
    const columns = await database.sql<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'audit_entries'",
    );
    expect(columns.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(otherValues), 'position', 'hash'].sort(),
    );
  });

  it.each(Object.entries(otherValues))(
    'is found when %s was changed, and nothing else is',
    async (column, value) => {
      await database.sql(`UPDATE audit_entries SET ${column} = ${value} WHERE position = 5`);
      expect(await database.faults(100)).toEqual(['CHANGED 5']);
      expect(await database.faults()).toEqual(['CHANGED 5']);
    },
  );

  const damages: [what: string, statements: string[], faults: string[]][] = [
    [
      'a hash was changed',
      ["UPDATE audit_entries SET hash = UNHEX(REPEAT('ab', 32)) WHERE position = 5"],
      ['CHANGED 5'],
    ],
    ['a hash was taken away', ['UPDATE audit_entries SET hash = NULL WHERE position = 5'], ['CHANGED 5']],
    ['an entry in the middle was removed', ['DELETE FROM audit_entries WHERE position = 5'], ['MISSING 5']],
    [
      'several were removed',
      ['DELETE FROM audit_entries WHERE position IN (4, 5, 8)'],
      ['MISSING 4 5', 'MISSING 8'],
    ],
    ['the first was removed', ['DELETE FROM audit_entries WHERE position = 1'], ['MISSING 1']],
    ['the last was removed', ['DELETE FROM audit_entries WHERE position = 9'], ['MISSING 9']],
    ['all were removed', ['DELETE FROM audit_entries'], ['MISSING 1 9']],
    [
      'two were swapped',
      [
        'UPDATE audit_entries SET position = -position WHERE position IN (4, 7)',
        'UPDATE audit_entries SET position = 11 + position WHERE position < 0',
      ],
      ['CHANGED 4', 'CHANGED 5', 'CHANGED 7', 'CHANGED 8'],
    ],
    [
      'one was put in between',
      [
        'UPDATE audit_entries SET position = position + 1 WHERE position >= 5 ORDER BY position DESC',
        `INSERT INTO audit_entries (author_kind, author_name, operation, action, position, hash)
         VALUES ('GATEWAY', '', 'forged', 'X', 5, REPEAT('x', 32))`,
        'UPDATE audit_chain SET position = position + 1',
      ],
      ['CHANGED 5', 'CHANGED 6', 'CHANGED 7', 'CHANGED 8', 'CHANGED 9', 'CHANGED 10'],
    ],
    [
      'one was put at its end',
      [
        `INSERT INTO audit_entries (author_kind, author_name, operation, action, position, hash)
         VALUES ('GATEWAY', '', 'forged', 'X', 10, REPEAT('x', 32))`,
      ],
      ['HEAD_WRONG 10'],
    ],
    [
      'one was put before its beginning',
      [
        `INSERT INTO audit_entries (author_kind, author_name, operation, action, position)
        VALUES ('GATEWAY', '', 'forged', 'X', 0)`,
      ],
      ['ANCHOR_WRONG 0'],
    ],
    [
      'one was taken out of the chain',
      [
        'UPDATE audit_entries SET position = NULL, occurred_at = occurred_at - INTERVAL 2 MINUTE WHERE position = 5',
      ],
      ['MISSING 5', 'UNLINKED'],
    ],
    ['the hash of the head was changed', ["UPDATE audit_chain SET hash = REPEAT('x', 32)"], ['HEAD_WRONG 9']],
    ['the head was set back', ['UPDATE audit_chain SET position = 8'], ['HEAD_WRONG 8', 'HEAD_WRONG 9']],
    [
      'the anchor was moved',
      ['UPDATE audit_chain SET anchor_position = 2'],
      ['ANCHOR_WRONG 1', 'ANCHOR_WRONG 2', 'ANCHOR_WRONG 2', 'CHANGED 3'],
    ],
    [
      'the front was cut off, with an anchor that fits',
      [
        `UPDATE audit_chain SET anchor_position = 2,
           anchor_hash = (SELECT hash FROM audit_entries WHERE position = 2)`,
        'DELETE FROM audit_entries WHERE position <= 2',
      ],
      ['ANCHOR_WRONG 2'],
    ],
  ];

  it.each(damages)('is found when %s', async (_, statements, faults) => {
    for (const statement of statements) await database.sql(statement);
    expect(await database.faults(100)).toEqual(faults);
    const kinds = (found: string[]) => new Set(found.map((fault) => fault.split(' ')[0]));
    expect(kinds(await database.faults(1))).toEqual(kinds(faults));
  });
});
