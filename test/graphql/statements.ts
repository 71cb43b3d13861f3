import mysql from 'mysql2';
import { vi } from 'vitest';

export interface Statement {
  sql: string;
  values: unknown[];
}

/** The SELECT statements of this process while `work` runs, but for the look-up of the credential. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const prototype = (mysql as unknown as { Connection: { prototype: mysql.Connection } }).Connection
    .prototype;
  const spies = [vi.spyOn(prototype, 'execute'), vi.spyOn(prototype, 'query')];
  try {
    await work();
    return spies
      .flatMap((spy) => spy.mock.calls.map(statementFrom))
      .filter(({ sql }) => /^\s*SELECT/i.test(sql) && !/FROM api_keys/.test(sql));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function statementFrom([statement, values]: readonly unknown[]): Statement {
  const text = typeof statement === 'string' ? statement : (statement as { sql?: unknown }).sql;
  return { sql: String(text), values: Array.isArray(values) ? values : [] };
}
