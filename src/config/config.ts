import { isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { isBrokenApiKey, isSessionToken } from '../access/credential.js';
import { hasUnseenCharacter } from '../problems/text.js';
import { type DatabaseConfig, readDatabaseUrl } from './database-url.js';
import { readTrustProxy, type TrustProxy } from './trust-proxy.js';

/** Everything that can be set from outside. See `environmentVariables` for meanings and defaults. */
export interface Config {
  host: string;
  port: number;
  database: DatabaseConfig;
  dataDirectory: string;
  /** Left out for the folder that comes with the program. */
  cacheDirectory?: string;
  adminApiKey: string | null;
  administrator: { username: string; password: string } | null;
  secretsKey: Buffer | null;
  legacySmtpPasswords: 'show' | 'hide';
  playground: boolean;
  /** Points for each credential and minute; 0 for no limit. */
  rateLimit: number;
  trustProxy: TrustProxy;
  logLevel: LogLevel;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The documentation of every variable, in the order in which docs/operations.md lists them. A test holds that to it. */
export const environmentVariables = [
  { name: 'PORT', default: '4000', meaning: 'TCP port to listen on, 0 to 65535; 0 lets the system choose' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'address to listen on; `0.0.0.0` for every interface' },
  {
    name: 'DATABASE_URL',
    default: 'none: embedded database',
    meaning:
      '`mysql://user:password@host:port/database` of MySQL or MariaDB (the versions that were tried are under [Databases](#databases)); add `?ssl=true` (or `?ssl-mode=REQUIRED`) for TLS and `&ssl_ca=/path/ca.pem` for a private certificate authority; the certificate is always verified',
  },
  {
    name: 'DATA_DIR',
    default: '.data',
    meaning: 'folder of the embedded database and of generated secrets (files of mode 0600)',
  },
  {
    name: 'CACHE_DIR',
    default: 'none: `.cache` in the folder of the program',
    meaning:
      'folder of the database server that is fetched where none is installed; it can be deleted at any time',
  },
  {
    name: 'ADMIN_API_KEY',
    default: 'none: generated on the first start and printed once',
    meaning:
      'an API key with every scope that is always accepted; any text of 8 to 512 characters that can be seen, such as the key of the old system (with `dgk_` before it only a whole key of this gateway). Changing or removing it ends the previous one at the next start',
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
  {
    name: 'TRUST_PROXY',
    default: 'loopback',
    meaning:
      'whose `X-Forwarded-For` tells the address of a client: how many proxies there are before the gateway (0 to 10), or a list of their addresses and networks, such as `loopback, 10.0.0.0/8`',
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: `one of ${logLevels.join(', ')}` },
] as const;

/** Thrown by {@link loadConfig} with every mistake in one message. It names variables, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration. Nothing is started, written or remembered; an empty variable counts as unset, and one of blanks
 * is a mistake.
 * @throws ConfigError listing all mistakes
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const mistakes: string[] = [];
  const text = (name: string) => (env[name]?.trim() ? env[name] : null);
  // Whoever sets a variable to blanks means something else, and would get the default in silence.
  for (const { name } of environmentVariables)
    if (env[name] && text(name) === null)
      mistakes.push(`${name} is set to blanks alone. Give it a value, or leave it out.`);
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
  const host = readHost(text('HOST')?.trim() ?? '127.0.0.1', mistakes);

  const adminApiKey = text('ADMIN_API_KEY');
  if (adminApiKey !== null && !isLengthBetween(adminApiKey, 8, 512)) {
    mistakes.push('ADMIN_API_KEY must have 8 to 512 characters.');
  }
  if (adminApiKey !== null && adminApiKey !== adminApiKey.trim()) {
    mistakes.push('ADMIN_API_KEY must not begin or end with a space or a line break.');
  }
  mistakes.push(...unseenMistakes('ADMIN_API_KEY', adminApiKey?.trim()));
  if (adminApiKey !== null && (isSessionToken(adminApiKey) || isBrokenApiKey(adminApiKey))) {
    mistakes.push(
      'ADMIN_API_KEY begins like a key or a session of this gateway (dgk_, dgs_) but is not a whole key. Take one that was made here, or a text that begins otherwise.',
    );
  }

  const rateLimit = text('RATE_LIMIT')?.trim() ?? '60000';
  if (!/^\d{1,10}$/.test(rateLimit) || Number(rateLimit) > 1_000_000_000) {
    mistakes.push('RATE_LIMIT must be a whole number from 0 to 1000000000.');
  }

  const trustProxy = readTrustProxy(text('TRUST_PROXY')?.trim() ?? 'loopback');
  if (trustProxy === null) {
    mistakes.push(
      'TRUST_PROXY must be a number of proxies from 0 to 10, or a list of addresses, of networks such as 10.0.0.0/8, and of loopback, linklocal and uniquelocal, with commas between them.',
    );
  }

  const directory = (name: string) => {
    const value = text(name);
    if (hasControlCharacter(value)) mistakes.push(noControlCharacters(name));
    if (value?.startsWith('~'))
      mistakes.push(
        `${name} begins with ~, which the shell has not replaced by your home folder. Write the whole path.`,
      );
    return value;
  };
  const databaseUrl = text('DATABASE_URL')?.trim() ?? null;
  const cacheDirectory = directory('CACHE_DIR');
  const config: Config = {
    host,
    port: Number(port),
    database: databaseUrl === null ? { kind: 'embedded' } : readDatabaseUrl(databaseUrl, mistakes),
    dataDirectory: resolve(directory('DATA_DIR') ?? '.data'),
    ...(cacheDirectory === null ? {} : { cacheDirectory: resolve(cacheDirectory) }),
    adminApiKey,
    administrator: readAdministrator(text('ADMIN_USERNAME'), text('ADMIN_PASSWORD'), mistakes),
    secretsKey: readSecretsKey(text('SECRETS_KEY')?.trim() ?? null, mistakes),
    legacySmtpPasswords: oneOf('LEGACY_SMTP_PASSWORDS', ['show', 'hide'], 'show'),
    playground: oneOf('PLAYGROUND', ['on', 'off'], 'on') === 'on',
    rateLimit: Number(rateLimit),
    trustProxy: trustProxy ?? [],
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

/** An IPv6 address may be in brackets, as in a URL. */
function readHost(value: string, mistakes: string[]): string {
  const host = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  const isName = !/[\s/:@?#*[\]]/.test(value) && !hasControlCharacter(value);
  if (/^[^:]+:\d+$|\]:\d+$/.test(value))
    mistakes.push('HOST must be without a port, which is set with PORT.');
  else if (!isName && !isIPv6(host)) mistakes.push('HOST must be a host name or an IP address.');
  else if (isIPv6(host) && /^fe[89ab][^%]*$/i.test(host))
    mistakes.push(
      'HOST is a link-local address, which needs a zone: the network interface, as in fe80::1%eth0.',
    );
  return host;
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
  mistakes.push(...unseenMistakes('ADMIN_USERNAME', username));
  if (hasControlCharacter(password)) mistakes.push(noControlCharacters('ADMIN_PASSWORD'));
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

/** Line breaks first of all, which come with a value that was read from a file. */
function hasControlCharacter(value: string | null | undefined): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(value ?? '');
}

/** What is typed by hand on another day must be what was meant here. */
function unseenMistakes(name: string, value: string | undefined): string[] {
  if (hasControlCharacter(value)) return [noControlCharacters(name)];
  return hasUnseenCharacter(value ?? '')
    ? [
        `${name} must not contain characters that cannot be seen, such as a zero-width space, nor other spaces than the usual one. Type it anew instead of pasting it.`,
      ]
    : [];
}

function noControlCharacters(name: string): string {
  return `${name} must not contain line breaks or other control characters.`;
}
