import { createReadStream } from 'node:fs';
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
/** The code that `fetch` gives. */
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
    const { body, status } = await ask(source.url, source.key, signal);
    const bytes = await readLimited(
      body ?? [],
      limits,
      (length, cause) =>
        `The answer of the old installation broke off after ${length} bytes (${cause}). Try again, and look at its log.`,
    );
    return { bytes, status };
  } catch (error) {
    if (signal.aborted)
      throw new ImportError(
        `The old installation did not answer within ${limits.milliseconds / 1000} seconds.`,
      );
    if (error instanceof ImportError) throw error;
    const cause = causeOf(error);
    throw new ImportError(
      cause === closedWithoutAnswer
        ? 'The old installation closed the connection without an answer. Try again, and look at its log.'
        : `The old installation cannot be reached (${cause}). Check the address of --from.`,
    );
  }
}

async function readFile(file: string, limits: FetchLimits): Promise<RawAnswer> {
  const path = resolve(file);
  const message = (_: number, cause: string) => `The file ${path} cannot be read (${cause}).`;
  return { bytes: await readLimited(createReadStream(path), limits, message), status: null };
}

/** @param whenBroken words a failure on the way, after so many bytes */
async function readLimited(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { bytes: limit }: FetchLimits,
  whenBroken: (length: number, cause: string) => string,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of body) {
      length += piece.length;
      if (length > limit)
        throw new ImportError(`The answer is larger than ${Math.round(limit / mebibyte)} MiB.`);
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof ImportError ? error : new ImportError(whenBroken(length, causeOf(error)));
  }
  return Buffer.concat(pieces, length);
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

/** The code of a failure, never its message, which may quote the address with what it holds. */
function causeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? 'no reason given' : causeOf(cause);
}
