import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Authenticate } from '../caller/caller.js';
import type { CorsOrigins } from '../config/cors-origins.js';
import type { TrustProxy } from '../config/trust-proxy.js';
import type { LimitRate } from '../rate-limit/quota.js';
import { acceptJson } from './accept-json.js';
import { allowMethods } from './allow-methods.js';
import { readClientAddresses } from './client-address.js';
import { allowOrigins } from './cross-origin.js';
import { decideOperation } from './decide-operation.js';
import { createErrorAnswer } from './error-answer.js';
import { parametersIn } from './graphql-parameters.js';
import { healthRouter, type Readiness } from './health.router.js';
import { authenticationIn, identifyCaller } from './identify-caller.js';
import { logRequests, type RequestLog } from './log-requests.js';
import { paths } from './paths.js';
import { limitContentEncodings, readJson } from './read-json.js';
import { sendError } from './refusal.js';

export interface ExpressAppParts {
  /** Whose `X-Forwarded-For` is trusted. */
  trustProxy: TrustProxy;
  /** Whose pages may use the interfaces. */
  corsOrigins: CorsOrigins;
  /** The path under which clients find the gateway; empty for the root. */
  basePath: string;
  authenticate: Authenticate;
  /** `/api.php`; reads its own bodies and answers its own errors. */
  legacy: Router;
  limitRate: LimitRate;
  /** Throws at JSON that must not be parsed; gets bytes of UTF-8 as one character each. */
  limitJson(text: string): void;
  /** Answers `POST` and `GET /graphql`: caller identified, body read, operation decided. */
  graphql: RequestHandler;
  /** Answers `/graphql/stream`: caller identified, body read. */
  eventStream: RequestHandler;
  /** The page at `/playground`, or null to have none. */
  playground: Router | null;
  readiness: Readiness;
  /** `/metrics`, or null to have none on this port. */
  metrics: Router | null;
  /** Goes along with every request after its line in the log has been prepared; null for nothing. */
  trace: RequestHandler | null;
  log: RequestLog;
}

const maxBytes = 2_097_152;
const maxBytesOfSubscription = 262_144;

/** Every route of the gateway. */
export function createExpressApp(parts: ExpressAppParts): Express {
  const {
    legacy,
    graphql,
    eventStream,
    playground,
    readiness,
    metrics,
    trace,
    log,
    limitJson,
    trustProxy,
    corsOrigins,
    basePath,
  } = parts;
  const identify = identifyCaller(parts.authenticate);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  readClientAddresses(app, trustProxy);
  app.use(logRequests(log));
  if (trace) app.use(trace);
  if (corsOrigins.length > 0) app.use(allowOrigins(corsOrigins));
  // Every layer of the app itself, even one that a request only passes, costs more than a handler of a route. A router that
  // has no route for a request gives it back only in the next turn of the event loop. So what has most to do comes first.
  const graphqlRoute = app.route(paths.graphql);
  const leadBrowsers = sendBrowsersTo(`${basePath}/playground/`);
  if (playground) graphqlRoute.get(leadBrowsers);
  graphqlRoute.all(
    allowMethods(['GET', 'POST']),
    acceptJson,
    identify,
    limitRate(parts),
    limitContentEncodings,
    readJson(maxBytes, limitJson),
    decideOperation(limitJson),
    graphql,
  );
  app
    .route(paths.eventStream)
    .all(
      allowMethods(['GET', 'POST'], 'POST or GET one subscription here; each has a connection of its own.'),
      identify,
      limitContentEncodings,
      readJson(maxBytesOfSubscription, limitJson),
      eventStream,
    );
  app.use(limitContentEncodings, legacy);
  app.use(healthRouter(readiness));
  if (metrics) app.use(metrics);
  if (playground) app.get('/', leadBrowsers).use('/playground', playground);
  const names = ['/graphql', '/api.php', ...(playground ? ['/playground'] : [])];
  app.use(answerNotFound(names.map((name) => basePath + name)));
  app.use(createErrorAnswer(log));
  return app;
}

/** A person who opens an address gets a page; a program that asks for JSON does not. */
function sendBrowsersTo(page: string): RequestHandler {
  return (request, response, next) => {
    const isBrowser = request.accepts(['json', 'html']) === 'html' && !parametersIn(request.url).has('query');
    if (isBrowser) response.redirect(302, page);
    else next();
  };
}

function limitRate({ limitRate }: Pick<ExpressAppParts, 'limitRate'>): RequestHandler {
  return (_request, response, next) => {
    const { caller } = authenticationIn(response);
    if (caller !== null)
      limitRate(caller, (headers) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      });
    next();
  };
}

/** @param names the paths that a person may have meant */
function answerNotFound(names: readonly string[]): RequestHandler {
  const message = `There is nothing here. Try ${names.join(' or ')}.`;
  return (_request, response) =>
    sendError(response, { status: 404, message, extensions: { code: 'NOT_FOUND' } });
}
