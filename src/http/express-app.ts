import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import { allowMethods } from './allow-methods.js';
import { clearEmptyParametersOfRequest } from './graphql-parameters.js';
import { healthRouter, type Readiness } from './health.router.js';
import { logRequests, type RequestLog } from './log-requests.js';
import { paths } from './paths.js';

export interface ExpressAppParts {
  /** `/api.php`; reads its own bodies and answers its own errors. */
  legacy: Router;
  /** Answers `POST` and `GET /graphql`, bodies already read. */
  graphql: RequestHandler;
  /** Answers `/graphql/stream`, bodies already read. */
  eventStream: RequestHandler;
  /** The page at `/playground`, or null to have none. */
  playground: Router | null;
  readiness: Readiness;
  log: RequestLog;
}

const largestGraphQLBody = '2mb';
const largestSubscription = '256kb';

/** Every route of the gateway. */
export function createExpressApp(parts: ExpressAppParts): Express {
  const { legacy, graphql, eventStream, playground, readiness, log } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // A proxy on this machine tells where a request really comes from.
  app.set('trust proxy', 'loopback');
  app.use(logRequests(log));
  // A router that has no route for a request gives it back only in the next turn of the event loop, so those with the
  // most to do come first.
  if (playground) app.get(['/', '/graphql'], sendBrowsersToPlayground);
  app.all(
    paths.eventStream,
    allowMethods(['GET', 'POST'], 'POST or GET one subscription here; each has a connection of its own.'),
    express.json({ limit: largestSubscription }),
    eventStream,
  );
  app.all(
    paths.graphql,
    allowMethods(['GET', 'POST']),
    express.json({ limit: largestGraphQLBody }),
    clearEmptyParametersOfRequest,
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
  const isBrowser = request.accepts(['json', 'html']) === 'html' && request.query.query === undefined;
  if (isBrowser) response.redirect(302, '/playground/');
  else next();
};

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
    // A request that the stopping gateway refused is answered, whatever becomes of it.
    if (response.writableEnded) return;
    const status = statusOfBadRequest(error);
    if (status === null) log.failure(error, request.id);
    if (response.headersSent) return void response.destroy();
    const message = status === 413 ? 'The request body is too large.' : 'The request cannot be read.';
    response.status(status ?? 500).json(
      status === null
        ? {
            errors: [
              {
                message: 'Something went wrong here.',
                extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: request.id },
              },
            ],
          }
        : { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
    );
  };
}

/** What Express and its body readers refuse is the client's doing; anything else is a fault of ours. */
function statusOfBadRequest(error: unknown): number | null {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
