import 'reflect-metadata';
import { join, resolve } from 'node:path';
import type { App } from './app.js';
import { startApp } from './app.js';
import { type Config, ConfigError, loadConfig } from './config.js';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './database/embedded/embedded-database.js';
import { EmbeddedDatabaseError } from './database/embedded/embedded-database-error.js';
import { isDatabaseUnavailable } from './database/unavailable.js';
import { WrongSecretsKeyError } from './delivery-servers/password-vault.js';
import { createLog, errorFacts } from './log.js';
import { loadOrCreateSecretsKey, SecretsKeyFileError } from './secrets/secrets-key-file.js';
import { welcome } from './welcome.js';

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
          report: (message) => log.info({ component: 'database' }, message),
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

/** What an operator can do about a start that failed; null for a fault of this program. */
function adviceFor(error: unknown): string | null {
  const { code } = (error ?? {}) as { code?: unknown };
  if (
    error instanceof ConfigError ||
    error instanceof EmbeddedDatabaseError ||
    error instanceof WrongSecretsKeyError ||
    error instanceof SecretsKeyFileError
  ) {
    return error.message;
  }
  if (code === 'EADDRINUSE') return 'The port is in use by another program. Stop that one, or set PORT.';
  if (code === 'EACCES') return 'The port may not be used, or DATA_DIR may not be written, by this user.';
  if (code === 'EADDRNOTAVAIL') return 'HOST is not an address of this machine.';
  if (code === 'ER_ACCESS_DENIED_ERROR')
    return 'The database refuses the user name or the password of DATABASE_URL.';
  if (code === 'ER_DBACCESS_DENIED_ERROR') return 'The user of DATABASE_URL may not use that database.';
  if (code === 'ER_BAD_DB_ERROR')
    return 'The database that DATABASE_URL names does not exist. Create it first.';
  if (code === 'HANDSHAKE_SSL_ERROR' || code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    return 'The database does not offer the TLS that DATABASE_URL asks for.';
  }
  if (isDatabaseUnavailable(error))
    return 'The database does not answer. Check DATABASE_URL and that it is running.';
  return null;
}

function fail(error: unknown): never {
  const advice = adviceFor(error) ?? `The gateway cannot go on: ${JSON.stringify(errorFacts(error))}`;
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
