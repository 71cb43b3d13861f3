import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ImportError } from './import-error.js';
import type { Source } from './parse-arguments.js';

/** An answer as it came, and the HTTP status it came with, or null for a saved one. */
export interface RawAnswer {
  bytes: Buffer;
  status: number | null;
}

export interface FetchLimits {
  bytes: number;
  milliseconds: number;
}

const mebibyte = 1024 * 1024;
const defaultLimits: FetchLimits = { bytes: 256 * mebibyte, milliseconds: 120_000 };
/** As `fetch` calls it. */
const closedWithoutAnswer = 'UND_ERR_SOCKET';
const maxRedirects = 5;

/**
 * Gets the answer of `deliveryservers.get`, from the old installation or from a file.
 * @throws ImportError when it cannot be had, or is larger or slower than the limits allow
 */
export async function fetchOldServers(source: Source, limits = defaultLimits): Promise<RawAnswer> {
  if (source.kind === 'file') return readFile(source.path, limits);
  const signal = AbortSignal.timeout(limits.milliseconds);
  try {
    const response = await ask(source.url, source.key, signal);
    return { bytes: await wholeBody(response, limits), status: response.status };
  } catch (error) {
    if (signal.aborted)
      throw new ImportError(
        `The old installation did not answer within ${limits.milliseconds / 1000} seconds.`,
      );
    if (error instanceof ImportError) throw error;
    if (causeOf(error) === closedWithoutAnswer)
      throw new ImportError(
        'The old installation closed the connection without an answer. Try again, and look at its log.',
      );
    throw new ImportError(
      `The old installation cannot be reached (${causeOf(error)}). Check the address of --from.`,
    );
  }
}

/** Asks with the key in the body, where no access log has it. The key goes to the origin it was given for, only. */
async function ask(address: URL, key: string, signal: AbortSignal): Promise<Response> {
  const { origin } = address;
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...basicSignIn(address) };
  const body = JSON.stringify({ Command: 'deliveryservers.get', APIKey: key });
  let url = withoutSignIn(address);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, url.href)) break;
    url = withoutSignIn(new URL(location, url));
    if (url.origin !== origin) {
      throw new ImportError(
        `The old installation sends on to ${url.origin}, where the key is not sent unasked. If that is right, give the address there with --from.`,
      );
    }
  }
  throw new ImportError('The old installation sends from one address to another without end.');
}

/** `https://user:password@...`, for an installation behind a web server that asks for a password of its own. */
function basicSignIn({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function withoutSignIn(address: URL): URL {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url;
}

async function wholeBody({ body }: Response, limits: FetchLimits): Promise<Buffer> {
  let length = 0;
  async function* pieces() {
    for await (const piece of body ?? []) {
      length += piece.length;
      yield piece;
    }
  }
  try {
    return await limitedBody(pieces(), limits);
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(
      `The answer of the old installation broke off after ${length} bytes (${causeOf(error)}). Try again, and look at its log.`,
    );
  }
}

async function limitedBody(
  body: AsyncIterable<Uint8Array> | null,
  { bytes: limit }: FetchLimits,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > limit) throw tooLarge(limit);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}

async function readFile(path: string, limits: FetchLimits): Promise<RawAnswer> {
  try {
    const file = await open(resolve(path));
    return { bytes: await limitedBody(file.createReadStream(), limits), status: null };
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`The file ${resolve(path)} cannot be read (${causeOf(error)}).`);
  }
}

function tooLarge(limit: number): ImportError {
  return new ImportError(`The answer is larger than ${Math.round(limit / mebibyte)} MiB.`);
}

/** The code of a failure, never its message, which may quote the address with what it holds. */
function causeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? 'no reason given' : causeOf(cause);
}
