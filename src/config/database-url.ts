import { readFileSync } from 'node:fs';
import type { Settings } from './settings.js';

/** Where the data lives: a private server that the gateway runs itself, or a server of yours. */
export type DatabaseConfig =
  | { kind: 'embedded' }
  | { kind: 'external'; url: string; tls: { ca: string | null } | null };

const noBlanks = 'DATABASE_URL must not contain spaces, line breaks or control characters.';
const shape = 'DATABASE_URL must have the form mysql://user:password@host:port/database.';

/**
 * `DATABASE_URL`. What is wrong with it becomes sentences without a part of the value. In the `url` of the result everything
 * but names, address and password is gone.
 */
export function readDatabaseUrl(settings: Settings): DatabaseConfig {
  const value = settings.word('DATABASE_URL');
  if (value === null) return { kind: 'embedded' };
  const { mistakes } = settings;
  const hint =
    settings.source('DATABASE_URL') === '.env'
      ? ' In .env a # begins a comment, unless the value is in quotes.'
      : '';
  const mistake = syntaxMistake(value);
  if (mistake !== null) {
    mistakes.push(mistake + hint);
    return { kind: 'external', url: '', tls: null };
  }
  const url = new URL(value);
  const isComplete =
    /^(mysql|mariadb):$/.test(url.protocol) &&
    url.hostname !== '' &&
    url.username !== '' &&
    url.pathname.length > 1;
  if (!isComplete) mistakes.push(shape + hint);
  if (systemDatabases.has(decodeURIComponent(url.pathname.slice(1)).toLowerCase()))
    mistakes.push(
      'DATABASE_URL names a database that the server keeps for itself. Create one for the gateway, and name that.',
    );
  const tls = readTls(url.searchParams, mistakes);
  url.search = '';
  return { kind: 'external', url: url.href, tls };
}

/** Of MySQL and MariaDB. */
const systemDatabases = new Set(['mysql', 'information_schema', 'performance_schema', 'sys']);

/** What keeps a text from being read as the address that it looks like. */
function syntaxMistake(value: string): string | null {
  // A URL drops line breaks in silence, and with a space somebody has forgotten to quote something.
  if (/[\s\p{Cc}]/u.test(value)) return noBlanks;
  const parts = /^[a-z][\w+.-]*:\/\/([^/?#]*)([^?#]*)(.*)$/i.exec(value);
  if (parts === null) return shape;
  const [, authority = '', path = '', rest = ''] = parts;
  const hasUnescapedDelimiter = !authority.includes('@') && `${path}${rest}`.includes('@');
  if (hasUnescapedDelimiter || rest.includes('#') || path.slice(1).includes('/')) {
    return 'DATABASE_URL: in the user name, the password and the name of the database, / ? # must be written %2F %3F %23.';
  }
  if (!isDecodable(authority) || !isDecodable(path)) {
    return 'DATABASE_URL: in the user name, the password and the name of the database, % must be written %25.';
  }
  if (/\p{Cc}/u.test(decodeURIComponent(authority + path))) return noBlanks;
  const port = /:([^:\]@]*)$/.exec(authority.slice(authority.lastIndexOf('@') + 1))?.[1] ?? '';
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    return 'DATABASE_URL: the port must be a whole number from 1 to 65535.';
  }
  return URL.canParse(value) ? null : shape;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const onOff = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
/** Of MySQL's own clients. PREFERRED is refused, because it falls back to plain text. */
const sslModes = new Map([
  ['required', true],
  ['verify_ca', true],
  ['verify_identity', true],
  ['disabled', false],
]);
/** Names of parameters, lower-case letters alone, with the values that turn TLS on and off. */
const switches = new Map([
  ['ssl', onOff],
  ['usessl', onOff],
  ['requiressl', onOff],
  ['tls', onOff],
  ['sslmode', sslModes],
]);

/** Providers hand out addresses for clients of many kinds, each with a name of its own for the same. */
function readTls(parameters: URLSearchParams, mistakes: string[]): { ca: string | null } | null {
  const answers = new Set<boolean>();
  let caFile: string | null = null;
  let isKnown = true;
  for (const [name, value] of parameters) {
    const plainName = name.replace(/[-_]/g, '').toLowerCase();
    const isOn = switches.get(plainName)?.get(value.toLowerCase());
    if (plainName === 'sslca') caFile = value;
    else if (isOn !== undefined) answers.add(isOn);
    else if (plainName === 'ssl') mistakes.push('DATABASE_URL: ssl must be true or false.');
    else isKnown = false;
  }
  if (!isKnown) {
    mistakes.push(
      'DATABASE_URL takes only the parameters ssl and ssl_ca, and ssl-mode with REQUIRED, VERIFY_CA, VERIFY_IDENTITY or DISABLED. The certificate of the database is always verified.',
    );
  }
  if (answers.size > 1)
    mistakes.push('DATABASE_URL says both that there is to be TLS and that there is not.');
  if (caFile === null) return answers.has(true) ? { ca: null } : null;
  try {
    return { ca: readFileSync(caFile, 'utf8') };
  } catch {
    mistakes.push('DATABASE_URL: the file named by ssl_ca cannot be read.');
    return null;
  }
}
