import './start/production.js';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { DestinationStream, Logger } from 'pino';
import type { App } from './app/options.js';
import type { Config } from './config/config.js';
import type { Variables } from './config/setting-source.js';
import type { TracingConfig } from './config/tracing.js';
import type { DatabaseAddress } from './database/data-source.js';
import type { StartedDatabase } from './database/start-database.js';
import type { Tracing } from './tracing/tracing.js';

// Only when production.js has looked at the version of Node: an old one fails at what it lacks before it runs anything.
await import('reflect-metadata');
const { help, readArguments, unknownArguments } = await import('./start/arguments.js');
const given = readArguments(process.argv.slice(2));
if (given === null || given.help) {
  if (given === null) process.stderr.write(unknownArguments);
  else process.stdout.write(help);
  process.exit(given === null ? 2 : 0);
}
const isDemo = given.demo ?? false;

const { startApp } = await import('./app/app.js');
const { loadConfig } = await import('./config/config.js');
const { ConfigError } = await import('./config/config-error.js');
const { readDotEnv } = await import('./config/dot-env.js');
const { misspeltNames } = await import('./config/misspelt-names.js');
const { programDirectory } = await import('./installation/program-directory.js');
const { openDataSource } = await import('./database/data-source.js');
const { startDatabase } = await import('./database/start-database.js');
const { releaseDatabase } = await import('./delivery-servers/storage/sealed-passwords.js');
const { createLog, errorLogFields } = await import('./logging/log.js');
const { openLogOutput } = await import('./logging/log-output.js');
const { logWarnings } = await import('./logging/log-warnings.js');
const { Redaction } = await import('./logging/redaction.js');
const { loadOrCreateSecretsKeys } = await import('./secrets/secrets-key-file.js');
const { startAdvice } = await import('./start/start-advice.js');
const { welcome } = await import('./start/welcome.js');

// Left to itself, V8 let the heap grow by about 110 MB while a list of 50,000 servers was answered, nearly all of it
// garbage. To grow to at most twice what is alive kept it under 50 MB, in about the same time.
setFlagsFromString('--heap-growing-percent=100');

/** Knows what is secret here as soon as it is known. */
const redaction = new Redaction();

interface Running {
  app: App;
  database: StartedDatabase;
}

async function start(config: Config, misspelt: string[], output: DestinationStream): Promise<Running> {
  let tracing: Tracing | null = null;
  const log = createLog(
    config.logLevel,
    output,
    redaction,
    config.tracing ? () => ({ ...tracing?.logFields() }) : undefined,
  );
  logWarnings(log);
  if (misspelt.length > 0) log.warn({ component: 'config' }, misspelt.join(' '));
  // Before the database, which may have to be fetched: packages may be missing.
  if (config.tracing) tracing = await startTracing(config.tracing, log);
  const database = await startDatabase(config, (message, severity = 'info') =>
    log[severity]({ component: 'database' }, message),
  );
  try {
    const { address } = database;
    const secretsKeys =
      config.secretsKeys ??
      (await loadOrCreateSecretsKeys(config.dataDirectory, () => releaseForNewKey(address)));
    redaction.hide([...secretsKeys, new URL(address.url).password]);
    const app = await startApp({
      database: address,
      secretsKeys,
      adminApiKey: config.adminApiKey,
      administrator: config.administrator,
      legacySmtpPasswords: config.legacySmtpPasswords,
      legacyTestResults: config.legacyTestResults,
      playgroundDirectory: config.playground ? join(programDirectory, 'dist', 'playground') : null,
      rateLimit: config.rateLimit,
      verifyRateLimit: config.verifyRateLimit,
      verifyMessageLimit: config.verifyMessageLimit,
      administratorEmail: config.administratorEmail,
      smtpAuthorities: null,
      auditRetentionDays: config.auditRetentionDays,
      verificationSchedule: config.verificationSchedule,
      dnsResolvers: config.dnsResolvers,
      allowedNetworks: config.allowedNetworks,
      probe: config.probe,
      webhook: config.webhook,
      trustProxy: config.trustProxy,
      corsOrigins: config.corsOrigins,
      basePath: config.basePath,
      host: config.host,
      port: config.port,
      demo: isDemo,
      log,
      dnsExpectations: config.dnsExpectations,
      metrics: config.metrics,
      tracing,
    });
    output.write(welcome(config, app));
    return { app, database };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function startTracing(config: TracingConfig, log: Logger): Promise<Tracing> {
  const { loadTracing } = await import('./tracing/load-tracing.js');
  return loadTracing(config, (error) => log.warn(errorLogFields(error), 'traces could not be sent'));
}

async function releaseForNewKey(database: DatabaseAddress): Promise<boolean> {
  const dataSource = await openDataSource(database);
  return releaseDatabase((sql) => dataSource.query(sql)).finally(() => dataSource.destroy());
}

/** Docker, and others with it, kill after 10 seconds what they asked to stop. */
const stopMilliseconds = 9_700;

async function stop({ app, database }: Running): Promise<void> {
  const until = Date.now() + stopMilliseconds;
  await app.stop();
  await database.stop(until - Date.now());
}

/** EX_CONFIG of sysexits.h: tells what starts the gateway anew that this will not help. */
const configExitCode = 78;

function fail(error: unknown): never {
  const advice = startAdvice(error) ?? `The gateway cannot go on: ${JSON.stringify(errorLogFields(error))}`;
  process.stderr.write(`${redaction.text(advice)}\n`);
  process.exit(error instanceof ConfigError ? configExitCode : 1);
}

function addOpenTelemetry(environment: NodeJS.ProcessEnv, dotEnv: Variables): void {
  for (const [name, value] of Object.entries(dotEnv))
    if (name.startsWith('OTEL_')) environment[name] ??= value;
}

function main(): void {
  let running: Promise<Running>;
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    running.then(stop).then(() => process.exit(0), fail);
  };
  // Nobody may be there to read why it ends.
  process.stderr.on('error', () => {});
  try {
    const dotEnv = readDotEnv();
    const config = loadConfig(process.env, dotEnv);
    redaction.hide(config.secretValues);
    // The packages of OpenTelemetry read the environment alone.
    if (config.tracing) addOpenTelemetry(process.env, dotEnv);
    running = start(config, misspeltNames(process.env, dotEnv), openLogOutput(process.stdout, end));
  } catch (error) {
    fail(error);
  }
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  running.catch(fail);
}

main();
