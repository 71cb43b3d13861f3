import type { RequestHandler } from 'express';
import { badRequest, RefusedError } from './refusal.js';

/** What an answer can be: both are the same JSON. */
const types = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/** What nearly all clients send, and what needs no weighing of preferences. */
const usual = /^(?:\*\/\*|application\/json)(?:,|$)/;

/** Refuses a request for an answer of another type. Apollo does so too, but only when a mutation has been carried out. */
export const acceptJson: RequestHandler = (request, _response, next) => {
  const { accept = '*/*' } = request.headers;
  if (usual.test(accept) || request.accepts(types) !== false) return next();
  const message =
    'The answer is JSON: accept "application/json". Subscriptions as text/event-stream are at /graphql/stream.';
  throw new RefusedError(badRequest(406, message));
};
