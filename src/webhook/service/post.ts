import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import { openStream, type StreamTools } from './open-stream.js';
import { PostFailure } from './post-failure.js';

export interface PostTools extends Omit<StreamTools, 'resolve'> {
  createResolve: (signal: AbortSignal) => Resolve;
}

export interface PostOutcome {
  /** Of the answer; null when there was none. */
  status: number | null;
  /** Why it does not count as taken, as a sentence without secrets; null when it was taken. */
  error: string | null;
}

/**
 * Posts JSON once, within `milliseconds`. Only an answer of 200 to 299 counts; redirects are not followed, as they could lead
 * inside. Of the answer nothing but its status is read.
 */
export async function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  tools: PostTools,
): Promise<PostOutcome> {
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, tools.milliseconds);
  tools.signal.addEventListener('abort', end);
  if (tools.signal.aborted) end();
  const { signal } = over;
  let stream: Socket | null = null;
  try {
    stream = await openStream(url, { ...tools, resolve: tools.createResolve(signal), signal });
    const status = await exchange(stream, url, headers, body, signal);
    return { status, error: status >= 200 && status <= 299 ? null : refusalOf(status) };
  } catch (error) {
    if (signal.aborted)
      return { status: null, error: `There was no answer within ${tools.milliseconds / 1000} seconds.` };
    if (error instanceof PostFailure) return { status: null, error: error.message };
    throw error;
  } finally {
    clearTimeout(timer);
    tools.signal.removeEventListener('abort', end);
    stream?.destroy();
  }
}

/** Sends the request over a connection that is there, and waits for the status. */
function exchange(
  stream: Socket,
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({
      // Without an agent, so that no other connection is ever made.
      createConnection: () => stream,
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      setHost: false,
      signal,
      headers: {
        host: url.host,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'delivery-gateway',
        connection: 'close',
        ...authorizationOf(url),
        ...headers,
      },
    });
    sent.on('error', ({ code }: NodeJS.ErrnoException) =>
      reject(
        new PostFailure(
          code?.startsWith('HPE_')
            ? 'What the receiver answered is not HTTP.'
            : 'The receiver ended the connection before it answered.',
        ),
      ),
    );
    sent.on('response', (response) => {
      response.on('error', () => {});
      resolve(response.statusCode ?? 0);
    });
    // A receiver that changes the protocol has answered with 101.
    sent.on('upgrade', () => resolve(101));
    sent.end(body);
  });
}

function authorizationOf({ username, password }: URL): { authorization?: string } {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refusalOf(status: number): string {
  const said = `The receiver answered ${status}.`;
  return status >= 300 && status <= 399
    ? `${said} Redirects are not followed: set VERIFY_WEBHOOK_URL to the address that it leads to.`
    : said;
}
