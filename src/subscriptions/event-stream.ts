import type { Request, Response } from 'express';
import type { GraphQLFormattedError } from 'graphql';
import { print } from 'graphql-sse';
import { clearEmptyParameters, parsedParametersIn } from '../http/graphql-parameters.js';
import { authenticationIn } from '../http/identify-caller.js';
import { badRequest, RefusedError } from '../http/refusal.js';
import { credentialEnded, type Subscriber, type TransportParts, tooManyOpen } from './transport.js';

/** When to try again, where nothing else tells. */
const retrySeconds = 5;
const heartbeat = ':\n\n';
const complete = print({ event: 'complete', data: null });
const revoked = next({ errors: [errorOf('UNAUTHENTICATED', credentialEnded)] });

/**
 * Subscriptions as server-sent events: the protocol of graphql-sse in its "distinct connections mode". That package's
 * own handler takes results as fast as they come and keeps them for a client that does not read, so the writing is
 * done here, at the pace of the client.
 */
export function createEventStreams(parts: TransportParts) {
  const open = new Map<Response, AbortController>();
  let isStopping = false;
  const beat = setInterval(() => {
    for (const response of open.keys()) if (response.writableLength === 0) response.write(heartbeat);
  }, parts.heartbeatMilliseconds).unref();

  async function handle(request: Request, response: Response): Promise<void> {
    const refuse = (status: number, code: string, message: string) =>
      answer(response, status, [errorOf(code, message)]);
    const parameters = parametersOf(request);
    if (isStopping) return refuse(503, 'SERVICE_UNAVAILABLE', 'The gateway is stopping. Try again later.');

    const { credential, caller } = authenticationIn(response);
    const leave = caller && parts.connections.admit(caller);
    if (caller && !leave) return refuse(429, 'RATE_LIMITED', tooManyOpen);

    const ending = new AbortController();
    response.once('close', () => ending.abort());
    if (response.closed) ending.abort();
    const clientAddress = request.ip ?? '';
    const subscriber = { caller, credential, clientAddress, requestId: request.id, signal: ending.signal };
    try {
      const opened = await parts.open(parameters, subscriber);
      if (opened.errors) answer(response, statusOf(opened.errors), opened.errors);
      else if (response.writableEnded) await opened.results.return();
      else await stream(response, opened.results, subscriber, ending);
    } finally {
      ending.abort();
      leave?.();
    }
  }

  async function stream(
    response: Response,
    results: AsyncIterable<object>,
    { credential, clientAddress: address, requestId }: Omit<Subscriber, 'caller'>,
    ending: AbortController,
  ): Promise<void> {
    let isRevoked = false;
    const revoke = () => {
      isRevoked = true;
      ending.abort();
    };
    const unwatch = credential && parts.credentialWatch.watch(credential, { address, requestId }, revoke);
    if (isStopping) ending.abort();
    open.set(response, ending);
    // With a heartbeat there is always something to send, so silence means that nobody takes it.
    response.setTimeout(3 * parts.heartbeatMilliseconds, () => response.destroy());
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    try {
      await write(response, heartbeat);
      for await (const result of results) await write(response, next(result));
      if (isRevoked) await write(response, revoked);
      // An end without "complete" tells the client to come back, as it should after a restart of the gateway.
      if (!isStopping) await write(response, complete);
    } finally {
      open.delete(response);
      if (unwatch) unwatch();
      response.end();
    }
  }

  return {
    /** Answers `/graphql/stream`: caller identified, body read. */
    handle,
    openCount: () => open.size,
    /** Takes nobody in any more, and ends what is open. */
    async stop() {
      isStopping = true;
      clearInterval(beat);
      for (const [response, ending] of open) {
        ending.abort();
        // Nobody knows when this client will take what it has been sent.
        if (response.writableLength > 0) response.destroy();
      }
    },
  };
}

/**
 * What is asked for. By GET it is in the query string, as an EventSource sends it. The credential never is: it would
 * stay in logs and histories.
 * @throws RefusedError
 */
function parametersOf({ method, headers, originalUrl, body }: Request): unknown {
  if (headers['x-graphql-event-stream-token'] !== undefined) {
    const message = 'POST one subscription here; each has a connection of its own.';
    throw new RefusedError(badRequest(405, message, { allow: 'GET, POST, OPTIONS' }));
  }
  if (!/(^|[,\s])text\/event-stream\b/i.test(headers.accept ?? ''))
    throw new RefusedError(badRequest(406, 'Send the header "Accept: text/event-stream".'));
  if (method !== 'POST') return parsedParametersIn(originalUrl);
  if (body === undefined) {
    const message = 'Send JSON, with the header "Content-Type: application/json".';
    throw new RefusedError(badRequest(415, message));
  }
  clearEmptyParameters(body);
  return body;
}

function errorOf(code: string, message: string): GraphQLFormattedError {
  return { message, extensions: { code, ...(code === 'RATE_LIMITED' ? { retryAfter: retrySeconds } : {}) } };
}

const statuses: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
  QUERY_TIMEOUT: 504,
};

function statusOf(errors: readonly GraphQLFormattedError[]): number {
  return statuses[String(errors[0]?.extensions?.code)] ?? 400;
}

function answer(response: Response, status: number, errors: readonly GraphQLFormattedError[]): void {
  if (status === 429 || status === 503) {
    response.setHeader('retry-after', String(errors[0]?.extensions?.retryAfter ?? retrySeconds));
  }
  response.status(status).json({ errors });
}

function next(result: object): string {
  return print({ event: 'next', data: result as never });
}

/** Resolves when the client has taken it, or is gone. */
async function write(response: Response, text: string): Promise<void> {
  if (!response.destroyed) await new Promise((resolve) => response.write(text, resolve));
}
