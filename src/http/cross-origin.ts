import type { IncomingMessage } from 'node:http';
import cors from 'cors';
import type { RequestHandler } from 'express';
import type { CorsOrigins } from '../config/cors-origins.js';
import { isLegacyRoute, routeOf } from './paths.js';

/** Headers of an answer that a page on another origin can read, beside those that every page can. */
const exposedHeaders = [
  ...['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'RateLimit-Policy'],
  ...['Retry-After', 'X-Request-Id'],
];
/** How long a browser need not ask again; most allow no more than this. */
const maxAgeSeconds = 7_200;

/**
 * Answers the preflight of pages on other origins before anything is asked of a request, and marks the answers that such
 * a page may read (Fetch standard, CORS protocol). A page may send any header: no browser adds a credential by itself.
 */
export function allowOrigins(origins: CorsOrigins): RequestHandler {
  const allow = cors({
    origin: origins === '*' ? '*' : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders,
    maxAge: maxAgeSeconds,
  });
  return (request, response, next) =>
    isInterface(routeOf(request.url)) ? allow(request, response, next) : next();
}

/** Not the playground, nor the state of the gateway. */
function isInterface(route: string): boolean {
  return isLegacyRoute(route) || route === '/graphql' || route === '/graphql/stream';
}

/**
 * Whether a WebSocket may be opened: browsers do not ask before they open one. Programs send no `Origin`, or that of the
 * gateway. Ports are not compared, because many a proxy leaves them out of `Host`.
 */
export function isOriginAllowed({ headers }: IncomingMessage, origins: CorsOrigins): boolean {
  const { origin } = headers;
  if (origin === undefined || origins === '*' || origins.includes(origin)) return true;
  const own = [headers.host, headers['x-forwarded-host']].flat().map((host) => hostnameOf(`http://${host}`));
  const hostname = hostnameOf(origin);
  return hostname !== null && own.includes(hostname);
}

function hostnameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
