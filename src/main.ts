import './production.js';
import 'reflect-metadata';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { App } from './app.js';
import { startApp } from './app.js';
import { type Config, loadConfig } from './config.js';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './database/embedded/embedded-database.js';
import { createLog, errorFacts } from './log.js';
import { loadOrCreateSecretsKey } from './secrets/secrets-key-file.js';
import { startAdvice } from './start-advice.js';
import { welcome } from './welcome.js';

// Left to itself, V8 let the heap grow by about 110 MB while a list of 50,000 servers was answered, nearly all of it
// garbage. To grow to at most twice what is alive kept it under 50 MB, in about the same time.
setFlagsFromString('--heap-growing-percent=100');

const projectRoot = resolve(import.meta.dirname, '..');

interface Running {
  app: App;
  embedded: EmbeddedDatabase | null;
}

async function start(config: Config): Promise<Running> {
  const log = createLog(config.logLevel);
  const secretsKey = config.secretsKey ?? loadOrCreateSecretsKey(config.dataDirectory);
  const embedded =
    config.database.kind === 'embedded'
      ? await startEmbeddedDatabase({
          dataDirectory: join(config.dataDirectory, 'database'),
          cacheDirectory: join(projectRoot, '.cache'),
          report: (message, severity = 'info') => log[severity]({ component: 'database' }, message),
        })
      : null;
  try {
    const app = await startApp({
      database: embedded ? { url: embedded.url, tls: null } : externalDatabase(config),
      secretsKey,
      adminApiKey: config.adminApiKey,
      administrator: config.administrator,
      legacySmtpPasswords: config.legacySmtpPasswords,
      playgroundDirectory: config.playground ? join(projectRoot, 'dist', 'playground') : null,
      rateLimit: config.rateLimit,
      host: config.host,
      port: config.port,
      log,
    });
    process.stdout.write(welcome(config, app));
    return { app, embedded };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function stop({ app, embedded }: Running): Promise<void> {
  await app.stop();
  await embedded?.stop();
}

function externalDatabase({ database }: Config) {
  if (database.kind !== 'external') throw new TypeError('There is no external database.');
  return { url: database.url, tls: database.tls };
}

function fail(error: unknown): never {
  const advice = startAdvice(error) ?? `The gateway cannot go on: ${JSON.stringify(errorFacts(error))}`;
  process.stderr.write(`${advice}\n`);
  process.exit(1);
}

function main(): void {
  let running: Promise<Running>;
  try {
    running = start(loadConfig(process.env));
  } catch (error) {
    fail(error);
  }
  let isStopping = false;
  const end = () => {
    if (isStopping) return;
    isStopping = true;
    running.then(stop).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  running.catch(fail);
}

main();
