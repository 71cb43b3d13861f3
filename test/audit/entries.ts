import type { TestApp } from '../support/test-app.js';

export interface Entry {
  action: string;
  author: { kind: string; id: string | null; name: string };
  address: string | null;
  requestId: string | null;
  operation: string;
  command: string | null;
  object: string | null;
  objectName: string | null;
  /** `smtp.host: "a" -> "b"`, with `(secret)` for what is not told. */
  changes: string[];
  count: number | null;
}

interface Change {
  field: string;
  from: string | null;
  to: string | null;
  isSecret?: true;
}

/** What the audit trail has come to have while `work` ran, in its order. */
export async function entriesOf(app: TestApp, work: () => Promise<unknown>): Promise<Entry[]> {
  const [last] = await app.sql('SELECT COALESCE(MAX(id), 0) AS id FROM audit_entries');
  await work();
  return entriesAfter(app, last.id);
}

export async function entriesAfter(app: TestApp, id: number): Promise<Entry[]> {
  const rows = await app.sql('SELECT * FROM audit_entries WHERE id > ? ORDER BY id', [id]);
  return rows.map((row) => ({
    action: row.action,
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    address: row.address,
    requestId: row.request_id,
    operation: row.operation,
    command: row.command,
    object: row.object_id,
    objectName: row.object_name,
    changes: (JSON.parse(row.changes ?? '[]') as Change[]).map(changeText),
    count: row.item_count,
  }));
}

function changeText({ field, from, to, isSecret }: Change): string {
  return `${field}: ${isSecret ? '(secret)' : `${JSON.stringify(from)} -> ${JSON.stringify(to)}`}`;
}
