// `npm run soak`: puts load on the built gateway and judges what comes of it. `--help` tells its options.
import { loadavg } from 'node:os';
import { type Options, readOptions, usage } from './options.js';
import { overload } from './overload.js';
import { soak } from './soak.js';
import { startSurroundings } from './surroundings.js';
import { tableOf } from './verdict.js';

const begun = performance.now();

function report(line: string): void {
  const seconds = Math.round((performance.now() - begun) / 1_000);
  console.log(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}  ${line}`);
}

async function run(options: Options): Promise<number> {
  const surroundings = await startSurroundings(options);
  const end = () => void surroundings.stop().then(() => process.exit(130));
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    report(
      `on ${surroundings.version}, Node ${process.versions.node}, load of the machine ${loadavg()[0]?.toFixed(1)}`,
    );
    const run = options.scenario === 'soak' ? soak : overload;
    const verdicts = await run(options, surroundings, report);
    console.log(`\n${tableOf(verdicts)}`);
    return verdicts.some(({ faults }) => faults.length > 0) ? 1 : 0;
  } finally {
    await surroundings.stop();
  }
}

async function main(): Promise<number> {
  let options: Options | null;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options) return run(options);
  console.log(usage);
  return 0;
}

process.exitCode = await main();
