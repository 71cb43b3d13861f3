import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sizes, startBenchDatabase } from './database/bench-database.mjs';
import { describeMachine } from './machine/describe-machine.mjs';
import { findPrograms } from './machine/find-programs.mjs';
import { readOptions, usage } from './options.mjs';
import { writeResults } from './results/write-results.mjs';
import { measureLoads } from './scenarios/measure-loads.mjs';
import { Started } from './started.mjs';

const maxMinutes = 120;
const cache = resolve(import.meta.dirname, '..', '.cache');

async function runBenchmark(options, started) {
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'bench-run-'));
  started.add(() => rm(directory, { recursive: true, force: true }));
  const begun = performance.now();
  const report = (line) => console.log(`${minutesSince(begun)}  ${line}`);

  const programs = await findPrograms(cache, {
    needsPhp: options.contenders.some(({ needs }) => needs === 'php'),
  });
  if (!programs.wrk)
    report('There is no wrk: autocannon is used, which takes more of the machine for itself.');
  const contenders = options.contenders.filter(({ needs }) => !needs || programs[needs]);
  const absent = options.contenders.filter((contender) => !contenders.includes(contender));
  for (const { title } of absent)
    report(`${title} is absent: its packages are not here and cannot be fetched.`);

  report('Starting the database and filling it');
  const secretsKey = randomBytes(32).toString('base64');
  const database = await startBenchDatabase(options.database, {
    dataDirectory: join(directory, 'data'),
    cacheDirectory: cache,
    secretsKey,
  });
  started.add(() => database.stop());
  for (const size of sizes) await database.fill(size);

  const apiKey = randomBytes(24).toString('base64url');
  const bench = { options, programs, contenders, database, directory, secretsKey, apiKey, started, report };
  const machine = describeMachine(programs, database.version);
  const results = {};
  const failures = [];
  /** What has been measured in an hour is not lost because something after it cannot be. */
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      if (started.isStopping) throw error;
      failures.push(error);
    }
  };
  const measure = async (scenarios) => {
    for (const scenario of scenarios) {
      await attempt(async () => {
        results[scenario.name] = await scenario.measure(bench);
      });
    }
  };
  const loads = options.scenarios.filter(({ operation }) => operation);
  const others = options.scenarios.filter((scenario) => !loads.includes(scenario));
  await measure(others.filter(({ isFirst }) => isFirst));
  await attempt(() => measureLoads(bench, loads, results));
  await measure(others.filter(({ isFirst }) => !isFirst));
  const isComplete = options.isComplete && failures.length === 0;
  const folder = isComplete ? import.meta.dirname : join(cache, 'bench');
  await writeResults(folder, { options: { ...options, isComplete }, contenders, absent, machine, results });
  report(`Written: ${join(folder, 'RESULTS.md')}`);
  if (failures.length > 0) throw new AggregateError(failures, failures.map(({ stack }) => stack).join('\n'));
}

function minutesSince(begun) {
  const seconds = Math.round((performance.now() - begun) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function main() {
  const started = new Started();
  let isEnding = false;
  const end = async (code, message) => {
    if (isEnding) return;
    isEnding = true;
    if (message) console.error(message);
    await started.stopAll();
    process.exit(code);
  };
  process.on('SIGINT', () => void end(130, 'Stopping everything ...'));
  process.on('SIGTERM', () => void end(143, 'Stopping everything ...'));
  setTimeout(() => void end(1, `This took longer than ${maxMinutes} minutes.`), maxMinutes * 60_000).unref();
  const options = optionsOrMistake();
  if (options.mistake) return end(2, options.mistake);
  if (options.isHelp) return console.log(usage);
  try {
    await runBenchmark(options, started);
    await end(0);
  } catch (error) {
    await end(1, `The benchmark cannot go on. ${error.stack ?? error}`);
  }
}

function optionsOrMistake() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    return { mistake: `${error.message}\n\n${usage}` };
  }
}

await main();
