import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isBrokenApiKey, isSessionToken } from './access/credential.js';

/** Where the data lives: a private server that the gateway runs itself, or a server of yours. */
export type DatabaseConfig =
  | { kind: 'embedded' }
  | { kind: 'external'; url: string; tls: { ca: string | null } | null };

/** Everything that can be set from outside. See `environmentVariables` for meanings and defaults. */
export interface Config {
  host: string;
  port: number;
  database: DatabaseConfig;
  dataDirectory: string;
  adminApiKey: string | null;
  administrator: { username: string; password: string } | null;
  secretsKey: Buffer | null;
  legacySmtpPasswords: 'show' | 'hide';
  playground: boolean;
  /** Points for each credential and minute; 0 for no limit. */
  rateLimit: number;
  logLevel: LogLevel;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The documentation of every variable, in the order the README lists them. A test holds the README to it. */
export const environmentVariables = [
  { name: 'PORT', default: '4000', meaning: 'TCP port to listen on, 0 to 65535; 0 lets the system choose' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'address to listen on; `0.0.0.0` for every interface' },
  {
    name: 'DATABASE_URL',
    default: 'none: embedded database',
    meaning:
      '`mysql://user:password@host:port/database` of MySQL 8 or MariaDB 10.6+; add `?ssl=true` for TLS and `&ssl_ca=/path/ca.pem` for a private certificate authority',
  },
  {
    name: 'DATA_DIR',
    default: '.data',
    meaning: 'folder of the embedded database and of generated secrets (files of mode 0600)',
  },
  {
    name: 'ADMIN_API_KEY',
    default: 'none: generated on the first start and printed once',
    meaning:
      'an API key with every scope that is always accepted; any text of 8 to 512 characters, such as the key of the old system (with `dgk_` before it only a whole key of this gateway). Changing or removing it ends the previous one at the next start',
  },
  {
    name: 'ADMIN_USERNAME',
    default: 'none',
    meaning: 'user name of an administrator, created or updated at start; needs `ADMIN_PASSWORD`',
  },
  {
    name: 'ADMIN_PASSWORD',
    default: 'none',
    meaning: 'password of that administrator, 8 to 512 characters',
  },
  {
    name: 'SECRETS_KEY',
    default: 'generated into `DATA_DIR` when embedded',
    meaning:
      '32 bytes in base64 (`openssl rand -base64 32`) that seal the stored SMTP passwords; required with `DATABASE_URL`',
  },
  {
    name: 'LEGACY_SMTP_PASSWORDS',
    default: 'show',
    meaning: '`hide` removes `smtp_password` from the answers of `/api.php`',
  },
  { name: 'PLAYGROUND', default: 'on', meaning: '`off` removes the playground and introspection' },
  {
    name: 'RATE_LIMIT',
    default: '60000',
    meaning:
      'points that one credential may use in a minute at all gateways together, up to 1000000000; 0 turns the limit off',
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: `one of ${logLevels.join(', ')}` },
] as const;

/** Thrown by {@link loadConfig} with every mistake in one message. It names variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration. Nothing is started, written or remembered; an empty variable counts as unset.
 * @throws ConfigError listing all mistakes
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const mistakes: string[] = [];
  const text = (name: string) => (env[name]?.trim() ? env[name] : null);
  const oneOf = <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
    const value = text(name)?.trim().toLowerCase() ?? fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) mistakes.push(`${name} must be one of ${choices.join(', ')}.`);
    return choice ?? fallback;
  };

  const port = text('PORT')?.trim() ?? '4000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    mistakes.push('PORT must be a whole number from 0 to 65535.');
  }
  const host = text('HOST')?.trim() ?? '127.0.0.1';
  if (/[\s/]/.test(host)) mistakes.push('HOST must be a host name or an IP address.');

  const adminApiKey = text('ADMIN_API_KEY');
  if (adminApiKey !== null && !isLengthBetween(adminApiKey, 8, 512)) {
    mistakes.push('ADMIN_API_KEY must have 8 to 512 characters.');
  }
  if (adminApiKey !== null && adminApiKey !== adminApiKey.trim()) {
    mistakes.push('ADMIN_API_KEY must not begin or end with a space or a line break.');
  }

  if (adminApiKey !== null && (isSessionToken(adminApiKey) || isBrokenApiKey(adminApiKey))) {
    mistakes.push(
      'ADMIN_API_KEY begins like a key or a session of this gateway (dgk_, dgs_) but is not a whole key. Take one that was made here, or a text that begins otherwise.',
    );
  }

  const rateLimit = text('RATE_LIMIT')?.trim() ?? '60000';
  if (!/^\d{1,10}$/.test(rateLimit) || Number(rateLimit) > 1_000_000_000) {
    mistakes.push('RATE_LIMIT must be a whole number from 0 to 1000000000.');
  }

  const config: Config = {
    host,
    port: Number(port),
    database: readDatabase(text('DATABASE_URL')?.trim() ?? null, mistakes),
    dataDirectory: resolve(text('DATA_DIR') ?? '.data'),
    adminApiKey,
    administrator: readAdministrator(text('ADMIN_USERNAME'), text('ADMIN_PASSWORD'), mistakes),
    secretsKey: readSecretsKey(text('SECRETS_KEY')?.trim() ?? null, mistakes),
    legacySmtpPasswords: oneOf('LEGACY_SMTP_PASSWORDS', ['show', 'hide'], 'show'),
    playground: oneOf('PLAYGROUND', ['on', 'off'], 'on') === 'on',
    rateLimit: Number(rateLimit),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  };
  if (config.database.kind === 'external' && text('SECRETS_KEY') === null) {
    mistakes.push(
      'SECRETS_KEY is required with DATABASE_URL: 32 bytes in base64, for example from "openssl rand -base64 32".',
    );
  }
  if (mistakes.length > 0) {
    throw new ConfigError(
      `The configuration has mistakes:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  return config;
}

function readDatabase(value: string | null, mistakes: string[]): DatabaseConfig {
  if (value === null) return { kind: 'embedded' };
  const shape = 'DATABASE_URL must have the form mysql://user:password@host:port/database.';
  if (!URL.canParse(value)) {
    mistakes.push(shape);
    return { kind: 'embedded' };
  }
  const url = new URL(value);
  const isComplete =
    /^(mysql|mariadb):$/.test(url.protocol) &&
    url.hostname !== '' &&
    url.username !== '' &&
    url.pathname.length > 1;
  if (!isComplete) mistakes.push(shape);
  const tls = readTls(url.searchParams, mistakes);
  url.search = '';
  return { kind: 'external', url: url.href, tls };
}

function readTls(parameters: URLSearchParams, mistakes: string[]): { ca: string | null } | null {
  const unknown = [...parameters.keys()].filter((name) => name !== 'ssl' && name !== 'ssl_ca');
  if (unknown.length > 0) mistakes.push('DATABASE_URL takes only the parameters ssl and ssl_ca.');
  const ssl = parameters.get('ssl') ?? (parameters.has('ssl_ca') ? 'true' : 'false');
  if (ssl !== 'true' && ssl !== 'false') mistakes.push('DATABASE_URL: ssl must be true or false.');
  const caFile = parameters.get('ssl_ca');
  if (caFile === null) return ssl === 'true' ? { ca: null } : null;
  try {
    return { ca: readFileSync(caFile, 'utf8') };
  } catch {
    mistakes.push('DATABASE_URL: the file named by ssl_ca cannot be read.');
    return null;
  }
}

function readAdministrator(
  username: string | null,
  password: string | null,
  mistakes: string[],
): Config['administrator'] {
  if (username === null && password === null) return null;
  if (username === null || password === null) {
    mistakes.push('ADMIN_USERNAME and ADMIN_PASSWORD must be set together.');
    return null;
  }
  if (!isLengthBetween(username, 1, 255)) mistakes.push('ADMIN_USERNAME must have at most 255 characters.');
  if (!isLengthBetween(password, 8, 512)) mistakes.push('ADMIN_PASSWORD must have 8 to 512 characters.');
  return { username, password };
}

function readSecretsKey(value: string | null, mistakes: string[]): Buffer | null {
  if (value === null) return null;
  const key = Buffer.from(value, 'base64');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(value) && key.length === 32) return key;
  mistakes.push('SECRETS_KEY must be 32 bytes in base64, for example from "openssl rand -base64 32".');
  return null;
}

function isLengthBetween(value: string, least: number, most: number): boolean {
  return value.length >= least && value.length <= most;
}
