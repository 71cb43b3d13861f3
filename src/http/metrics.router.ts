import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, Router } from 'express';
import { authorOf } from '../audit/author.js';
import type { RecordRefusal } from '../audit/record-refusal.js';
import type { Authenticate } from '../caller/caller.js';
import { Scope } from '../caller/scope.js';
import { allowMethods } from './allow-methods.js';
import { startListening } from './http-server.js';
import { authenticationIn, identifyCaller } from './identify-caller.js';
import { RefusedError } from './refusal.js';

/** Metrics in the format of Prometheus. */
export interface MetricsText {
  contentType: string;
  text(): Promise<string>;
}

/** `/metrics` on the port of the gateway, for credentials with the scope ADMIN. */
export function metricsRouter(
  metrics: MetricsText,
  authenticate: Authenticate,
  recordRefusal: RecordRefusal,
): Router {
  return Router().all(
    '/metrics',
    allowMethods(['GET', 'HEAD']),
    identifyCaller(authenticate),
    requireAdmin(recordRefusal),
    answerMetrics(metrics),
  );
}

/**
 * `/metrics` on a port of its own, without a credential.
 * @throws ListenError
 */
export async function listenForMetrics(metrics: MetricsText, host: string, port: number) {
  const app = express().disable('x-powered-by').disable('etag');
  app.all('/metrics', allowMethods(['GET', 'HEAD']), answerMetrics(metrics));
  app.use(
    (_request, response) => void response.status(404).type('text').send('The metrics are at /metrics.\n'),
  );
  const server = http.createServer(app);
  server.maxConnections = 100;
  server.requestTimeout = 10_000;
  server.headersTimeout = 10_000;
  await startListening(server, host, port, 'METRICS_PORT');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerMetrics(metrics: MetricsText): RequestHandler {
  return async (_request, response) => {
    const text = await metrics.text();
    response.set({ 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
  };
}

function requireAdmin(recordRefusal: RecordRefusal): RequestHandler {
  return ({ ip: address = '', id: requestId }, response, next) => {
    const { caller } = authenticationIn(response);
    if (caller === null)
      throw new RefusedError({
        status: 401,
        message: 'The metrics need a valid API key with the scope ADMIN in the header Authorization.',
        extensions: { code: 'UNAUTHENTICATED' },
        headers: { 'www-authenticate': 'Bearer' },
      });
    if (!caller.scopes.has(Scope.ADMIN)) {
      const author = authorOf(caller, { address, requestId, operation: 'metrics', command: null });
      recordRefusal(author, { scopes: [Scope.ADMIN] });
      throw new RefusedError({
        status: 403,
        message: 'The metrics need the scope ADMIN.',
        extensions: { code: 'FORBIDDEN' },
      });
    }
    next();
  };
}
