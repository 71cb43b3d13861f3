import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import { GraphQLError } from 'graphql';
import type { Authenticate } from '../caller/caller.js';
import type { TrustProxy } from '../config/trust-proxy.js';
import type { LimitRate } from '../rate-limit/quota.js';
import { acceptJson } from './accept-json.js';
import { allowMethods } from './allow-methods.js';
import { limitContentEncodings } from './content-encodings.js';
import { decideOperation, parametersIn } from './decide-operation.js';
import { clearEmptyParametersOfRequest } from './graphql-parameters.js';
import { healthRouter, type Readiness } from './health.router.js';
import { authenticationIn, identifyCaller } from './identify-caller.js';
import { logRequests, type RequestLog } from './log-requests.js';
import { paths } from './paths.js';
import { maxBytesOfUnknown, readJson } from './read-json.js';

export interface ExpressAppParts {
  /** Whose `X-Forwarded-For` is trusted. */
  trustProxy: TrustProxy;
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
  log: RequestLog;
}

const maxBytes = 2_097_152;
const maxBytesOfSubscription = 262_144;

/** Every route of the gateway. */
export function createExpressApp(parts: ExpressAppParts): Express {
  const { legacy, graphql, eventStream, playground, readiness, log, limitJson, trustProxy } = parts;
  const identify = identifyCaller(parts.authenticate);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Such a proxy tells where a request really comes from.
  app.set('trust proxy', typeof trustProxy === 'number' ? trustProxy : [...trustProxy]);
  app.use(logRequests(log), limitContentEncodings);
  // A router that has no route for a request gives it back only in the next turn of the event loop, so those with the
  // most to do come first.
  if (playground) app.get(['/', '/graphql'], sendBrowsersToPlayground);
  app.all(
    paths.eventStream,
    allowMethods(['GET', 'POST'], 'POST or GET one subscription here; each has a connection of its own.'),
    identify,
    readJson(maxBytesOfSubscription, limitJson),
    eventStream,
  );
  app.all(
    paths.graphql,
    allowMethods(['GET', 'POST']),
    acceptJson,
    identify,
    limitRate(parts),
    readJson(maxBytes, limitJson),
    clearEmptyParametersOfRequest,
    decideOperation(limitJson),
    graphql,
  );
  app.use(legacy);
  app.use(healthRouter(readiness));
  if (playground) app.use('/playground', playground);
  app.use(answerNotFound);
  app.use(createErrorAnswer(log));
  return app;
}

/** A person who opens an address gets a page; a program that asks for JSON does not. */
const sendBrowsersToPlayground: RequestHandler = (request, response, next) => {
  const isBrowser = request.accepts(['json', 'html']) === 'html' && !parametersIn(request.url).has('query');
  if (isBrowser) response.redirect(302, '/playground/');
  else next();
};

function limitRate({ limitRate }: Pick<ExpressAppParts, 'limitRate'>): RequestHandler {
  return (_request, response, next) => {
    const { caller } = authenticationIn(response);
    if (caller !== null) limitRate(caller, (headers) => response.set(headers));
    next();
  };
}

const answerNotFound: RequestHandler = (_request, response) => {
  response.status(404).json({
    errors: [
      {
        message: 'There is nothing here. Try /graphql, /api.php or /playground.',
        extensions: { code: 'NOT_FOUND' },
      },
    ],
  });
};

/** The last error handler. Express's own would print bodies, keys and stack traces. */
function createErrorAnswer(log: RequestLog): ErrorRequestHandler {
  return (error, request, response, _next) => {
    // It was refused from outside in the meantime: it took too long, or the gateway stops.
    if (response.writableEnded) return;
    const isKnown = response.locals.authentication?.caller != null;
    const refusal = refusalInWords(error) ?? refusalByReader(error, isKnown);
    if (refusal === null) log.failure(error, request.id);
    if (response.headersSent) return void response.destroy();
    const { status, headers, message, extensions } = refusal ?? faultOf(request.id);
    response
      .status(status)
      .set(headers)
      .json({ errors: [{ message, extensions }] });
  };
}

interface Refusal {
  status: number;
  headers: Record<string, string>;
  message: string;
  extensions: Record<string, unknown>;
}

/** What was refused with words for the client, and with the status that it is to get. */
function refusalInWords(error: unknown): Refusal | null {
  if (!(error instanceof GraphQLError)) return null;
  const { http, ...extensions } = error.extensions;
  const { status, headers = [] } = (http ?? {}) as { status?: number; headers?: Iterable<[string, string]> };
  if (status === undefined) return null;
  return { status, headers: Object.fromEntries(headers), message: error.message, extensions };
}

/** By the body reader's own words for it. */
const unreadable: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The body is not JSON, or neither an object nor a list.',
  'charset.unsupported': 'Send the body in UTF-8.',
  'encoding.unsupported': 'The body can be packed with gzip, deflate or br, once, or not at all.',
};

/** What Express and its body readers refuse is the client's doing; anything else is a fault of ours. */
function refusalByReader(error: unknown, isKnown: boolean): Refusal | null {
  const { status, limit, type } = (error ?? {}) as { status?: unknown; limit?: unknown; type?: string };
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  const tooLarge = `The request body is too large: at most ${isKnown ? limit : maxBytesOfUnknown} bytes.`;
  const hint = isKnown ? '' : ' Larger ones need a valid credential in the header "Authorization: Bearer".';
  const message =
    status === 413 ? tooLarge + hint : (unreadable[type ?? ''] ?? 'The request cannot be read.');
  return { status, headers: {}, message, extensions: { code: 'BAD_REQUEST' } };
}

function faultOf(requestId: string): Refusal {
  const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId };
  return { status: 500, headers: {}, message: 'Something went wrong here.', extensions };
}
