import { join } from 'node:path';
import { loadConfig } from './src/config.js';
import { createDataSource } from './src/database/data-source.js';
import { startEmbeddedDatabase } from './src/database/embedded/embedded-database.js';

// For the TypeORM CLI: `npm run migrate` and `npm run typeorm -- migration:show`. It works on the database that the
// gateway with the same environment would use; the embedded one is started for the command and ends with it, since it
// never outlives the process that started it.
const config = loadConfig(process.env);

async function databaseAddress() {
  if (config.database.kind === 'external') return { url: config.database.url, tls: config.database.tls };
  const embedded = await startEmbeddedDatabase({
    dataDirectory: join(config.dataDirectory, 'database'),
    cacheDirectory: join(import.meta.dirname, '.cache'),
    report: (message) => console.error(message),
  });
  return { url: embedded.url, tls: null };
}

export default await createDataSource(await databaseAddress(), { statementSeconds: 0 });
