import 'reflect-metadata';
import { type Config, loadConfig } from '../config/config.js';
import { readDotEnv } from '../config/dot-env.js';
import { adviceFor } from './advice.js';
import { executePlan } from './execute-plan.js';
import { fetchOldServers } from './fetch-old-servers.js';
import { withImportDatabase } from './import-database.js';
import { serversInAnswer } from './old-answer.js';
import { help, parseArguments } from './parse-arguments.js';
import { nothingPresent, type Plan, planImport } from './plan.js';
import { Progress } from './progress.js';
import { type OldServers, readOldServers } from './read-old-servers.js';
import { readPresent } from './read-present.js';
import { reportText } from './report.js';

const progress = new Progress(process.stderr);

/** @returns the exit code */
async function main(): Promise<number> {
  const given = parseArguments(process.argv.slice(2), process.env);
  if (given === null) {
    process.stdout.write(help);
    return 0;
  }
  const config = loadConfig(process.env, readDotEnv());
  progress.step('Reading the old delivery servers ...');
  const entries = serversInAnswer(await fetchOldServers(given.source));
  if (entries.length === 0) {
    progress.end();
    process.stdout.write('The old installation has no delivery servers: there is nothing to import.\n');
    return 0;
  }
  const old = readOldServers(entries);
  const isBlocked = old.refused.length > 0 && !given.skipsRefused;
  const plan = await importServers(config, old, !given.isDryRun && !isBlocked);
  progress.end();
  const ending = isBlocked ? 'refused' : given.isDryRun ? 'dry run' : 'imported';
  process.stdout.write(reportText({ ending, plan, ...old }));
  return old.refused.length > 0 ? 1 : 0;
}

/** Compares with the database and, if it may, writes what is not there. */
async function importServers(config: Config, { servers }: OldServers, mayWrite: boolean): Promise<Plan> {
  progress.step(`Comparing ${servers.length} servers with the database ...`);
  const report = (message: string) => progress.step(message);
  return withImportDatabase(config, { mayWrite, report }, async (database) => {
    if (database === null) return planImport(servers, nothingPresent);
    const plan = planImport(servers, await readPresent(database, servers));
    if (mayWrite) {
      await executePlan(database, plan, (done, total) =>
        progress.count(`Writing servers: ${done} of ${total}`),
      );
    }
    return plan;
  });
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error) => {
    progress.end();
    process.stderr.write(`${adviceFor(error)}\n`);
    process.exitCode = 1;
  },
);
