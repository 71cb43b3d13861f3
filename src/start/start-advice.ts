import { ConfigError } from '../config/config-error.js';
import { EmbeddedDatabaseError } from '../database/embedded/embedded-database-error.js';
import { MissingSecretsKeyError, WrongSecretsKeyError } from '../delivery-servers/storage/claim-database.js';
import { ListenError } from '../http/http-server.js';
import { ProbeListenError } from '../probe/probe-listener.js';
import { LostSecretsKeyError, SecretsKeyFileError } from '../secrets/secrets-key-file.js';
import { classifyDatabaseError } from '../sql/classify-database-error.js';
import { TracingPackagesError } from '../tracing/load-tracing.js';

const messageErrors = [
  ConfigError,
  EmbeddedDatabaseError,
  LostSecretsKeyError,
  MissingSecretsKeyError,
  ProbeListenError,
  SecretsKeyFileError,
  TracingPackagesError,
  WrongSecretsKeyError,
];

const noTls =
  'The TLS that DATABASE_URL asks for failed: the database offers none, or its certificate is not trusted (name its authority with ssl_ca).';

const unknownHost =
  'HOST cannot be resolved to an address. Set an IP address or the name of an interface of this machine.';

const listenAdvice = new Map<unknown, string>([
  ['EADDRINUSE', 'The port is in use by another program. Stop that one, or set PORT.'],
  ['EADDRNOTAVAIL', 'HOST is not an address of this machine.'],
  ['EACCES', 'The port may not be used by this user. Set PORT to one from 1024 on.'],
  ['ENOTFOUND', unknownHost],
  ['EAI_AGAIN', unknownHost],
  ['EAI_FAIL', unknownHost],
  ['EAI_NODATA', unknownHost],
]);

const noDatabaseName = 'What DATABASE_URL names cannot be the name of a database.';

const unknownDatabaseHost =
  'The host of DATABASE_URL cannot be resolved to an address. Check its name, and that the name server answers.';

const adviceByCode = new Map<unknown, string>([
  ['ENOTFOUND', unknownDatabaseHost],
  ['EAI_AGAIN', unknownDatabaseHost],
  ['ER_ACCESS_DENIED_ERROR', 'The database refuses the user name or the password of DATABASE_URL.'],
  ['ER_DBACCESS_DENIED_ERROR', 'The user of DATABASE_URL may not use that database.'],
  ['ER_BAD_DB_ERROR', 'The database that DATABASE_URL names does not exist. Create it first.'],
  ['ER_TOO_LONG_IDENT', noDatabaseName],
  ['ER_WRONG_DB_NAME', noDatabaseName],
  [
    'ER_SECURE_TRANSPORT_REQUIRED',
    'The database takes connections with TLS alone. Add ?ssl=true to DATABASE_URL (and &ssl_ca=/path/ca.pem for a private certificate authority).',
  ],
  ['HANDSHAKE_SSL_ERROR', noTls],
  ['HANDSHAKE_NO_SSL_SUPPORT', noTls],
]);

/** What an operator can do about a program that did not start; null for a fault of the program itself. */
export function startAdvice(error: unknown): string | null {
  if (error instanceof Error && messageErrors.some((kind) => error instanceof kind)) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof ListenError) {
    const advice = listenAdvice.get(code) ?? `The gateway cannot listen at HOST and PORT (${code}).`;
    return advice.replace('PORT', error.setting);
  }
  const advice = adviceByCode.get(code);
  if (advice !== undefined) return advice;
  // The one file that is written outside of the database is the sealing key.
  if (error instanceof Error && 'path' in error && typeof code === 'string')
    return `DATA_DIR must be a folder that can be written to, on a disk with room (${code}).`;
  const failure = classifyDatabaseError(error);
  if (failure === 'READ_ONLY')
    return 'The database is read-only, and this start would have to write its tables or the first API key. Start once while it takes writes.';
  return failure && 'The database does not answer. Check DATABASE_URL and that it is running.';
}
