import type { RequestHandler, Response } from 'express';
import { toldName } from '../formats/told-name.js';
import { clearEmptyParameters, namesOfJson, parametersIn } from './graphql-parameters.js';
import { badRequest, RefusedError } from './refusal.js';

/** What a request asks GraphQL to do, in whatever types it was sent. */
export interface SentOperation {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
}

/**
 * Decides what a request asks for: a POST says it in its body, a GET in its address. What was decided is kept for the
 * limits and the log, and the request is left with nothing else in it for the server to find.
 * @param limitJson throws at text that must not be parsed
 */
export function decideOperation(limitJson: (text: string) => void): RequestHandler {
  return (request, response, next) => {
    const [path = '/'] = request.url.split('?', 1);
    if (request.method === 'GET') {
      const address = parametersIn(request.url);
      for (const name of namesOfJson) limitJson(address.get(name) ?? '');
      request.url = `${path}?${address}`;
      response.locals.operation = {
        query: address.get('query'),
        operationName: address.get('operationName'),
        variables: parsed(address.get('variables')),
        extensions: parsed(address.get('extensions')),
      } satisfies SentOperation;
    } else {
      if (Array.isArray(request.body)) throw new RefusedError(batchRefused);
      clearEmptyParameters(request.body);
      request.url = path;
      response.locals.operation = request.body ?? {};
    }
    const operation = toldName(operationIn(response).operationName) ?? undefined;
    response.locals.logFields = { operation, ...response.locals.logFields };
    next();
  };
}

const batchRefused = badRequest(
  400,
  'Send one operation in a request: lists of them are not taken. Turn off batching in your client; requests that come together cost no more.',
);

/** What {@link decideOperation} decided. */
export function operationIn(response: Response): SentOperation {
  return response.locals.operation as SentOperation;
}

/** The server refuses invalid JSON; here it stands for nothing. */
function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}
