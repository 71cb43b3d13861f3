import { loadConfig } from './src/config/config.js';
import { readDotEnv } from './src/config/dot-env.js';
import { createDataSource } from './src/database/data-source.js';
import { startDatabase } from './src/database/start-database.js';
import { startAdvice } from './src/start/start-advice.js';

// For the TypeORM CLI: `npm run migrate` and `npm run typeorm -- migration:show`. It works on the database that the
// gateway with the same environment would use; the embedded one is started for the command and ends with it, since it
// never outlives the process that started it.
async function dataSource() {
  try {
    const report = (message: string) => console.error(message);
    const config = loadConfig(process.env, readDotEnv());
    const { address } = await startDatabase(config, report);
    return await createDataSource(address, { statementSeconds: 0 });
  } catch (error) {
    const advice = startAdvice(error);
    if (advice === null) throw error;
    console.error(advice);
    process.exit(1);
  }
}

export default await dataSource();
