import mysql from 'mysql2';
import { vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import { startTestApp, type TestApp } from './test-app.js';

export interface Statement {
  sql: string;
  values: unknown[];
}

/**
 * A gateway whose own work is not among the statements: exchange of the rate limit, moving of changes, linking of the audit trail, removal of what is old, search for runs and
 * for servers that are due.
 */
export const startQuietApp = (): Promise<TestApp> =>
  startTestApp({
    rateLimit: 0,
    publishMilliseconds: 3_600_000,
    removalMilliseconds: 3_600_000,
    verificationTimes: { ...usualTimes.verificationTimes, pollMilliseconds: 3_600_000 },
    scheduleTimes: { lookMilliseconds: 3_600_000, enrolMilliseconds: 3_600_000 },
  });

/**
 * The statements that are sent to the database of a gateway while `work` runs, the prepared ones first; not those of others in this
 * process.
 */
export async function everyStatementOf(
  app: Pick<TestApp, 'databaseName'>,
  work: () => Promise<unknown>,
): Promise<Statement[]> {
  const prototype = (mysql as unknown as { Connection: { prototype: mysql.Connection } }).Connection
    .prototype;
  const spies = [vi.spyOn(prototype, 'execute'), vi.spyOn(prototype, 'query')];
  try {
    await work();
    return spies.flatMap(({ mock }) =>
      mock.calls.filter((_, call) => isOf(app, mock.contexts[call])).map(statementFrom),
    );
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function isOf(app: Pick<TestApp, 'databaseName'>, connection: unknown): boolean {
  const { config } = connection as { config: { database?: string } };
  return config.database === app.databaseName;
}

/** The SELECT statements among them, but for the look-up of the credential. */
export async function statementsOf(app: TestApp, work: () => Promise<unknown>): Promise<Statement[]> {
  const statements = await everyStatementOf(app, work);
  return statements.filter(({ sql }) => /^\s*SELECT/i.test(sql) && !/FROM api_keys/.test(sql));
}

function statementFrom([statement, values]: readonly unknown[]): Statement {
  const text = typeof statement === 'string' ? statement : (statement as { sql?: unknown }).sql;
  return { sql: String(text), values: Array.isArray(values) ? values : [] };
}
