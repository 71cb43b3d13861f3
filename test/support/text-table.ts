import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/database/data-source.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A database with a table of texts, none of them twice, and the product's own way into it. */
export interface TextTable {
  database: TestDatabase;
  dataSource: DataSource;
  close(): Promise<void>;
}

export async function openTextTable(): Promise<TextTable> {
  const database = await createTestDatabase();
  const dataSource = await openDataSource({ url: database.url, tls: null });
  await database.sql('CREATE TABLE notes (text VARCHAR(20) NOT NULL UNIQUE) ENGINE = InnoDB');
  return {
    database,
    dataSource,
    async close() {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
