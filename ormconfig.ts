import { join } from 'node:path';
import { loadConfig } from './src/config/config.js';
import { createDataSource } from './src/database/data-source.js';
import { startEmbeddedDatabase } from './src/database/embedded/embedded-database.js';
import { startAdvice } from './src/start/start-advice.js';

// For the TypeORM CLI: `npm run migrate` and `npm run typeorm -- migration:show`. It works on the database that the
// gateway with the same environment would use; the embedded one is started for the command and ends with it, since it
// never outlives the process that started it.
async function databaseAddress() {
  const config = loadConfig(process.env);
  if (config.database.kind === 'external') return { url: config.database.url, tls: config.database.tls };
  const embedded = await startEmbeddedDatabase({
    dataDirectory: join(config.dataDirectory, 'database'),
    cacheDirectory: config.cacheDirectory ?? join(import.meta.dirname, '.cache'),
    report: (message) => console.error(message),
  });
  return { url: embedded.url, tls: null };
}

async function dataSource() {
  try {
    return await createDataSource(await databaseAddress(), { statementSeconds: 0 });
  } catch (error) {
    const advice = startAdvice(error);
    if (advice === null) throw error;
    console.error(advice);
    process.exit(1);
  }
}

export default await dataSource();
