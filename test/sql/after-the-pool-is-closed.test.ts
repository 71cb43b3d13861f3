import { expect, it } from 'vitest';
import { openDataSource } from '../../src/database/data-source.js';
import { classifyDatabaseError } from '../../src/sql/classify-database-error.js';
import { createRead } from '../../src/sql/read.js';
import { createTransact } from '../../src/sql/transact.js';
import { createTestDatabase } from '../support/test-database.js';

/** A stop waits for what goes on, but not forever. */
it('what begins after the connections were closed finds the database unavailable, and is no fault', async () => {
  const database = await createTestDatabase();
  const dataSource = await openDataSource({ url: database.url, tls: null });
  const read = createRead(dataSource);
  const transact = createTransact(dataSource);
  await dataSource.destroy();
  await database.drop();

  const begun = [read('SELECT 1'), transact((manager) => manager.query('SELECT 1'))];
  const errors = await Promise.all(begun.map((work) => work.then(() => null, classifyDatabaseError)));
  expect(errors).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
});
