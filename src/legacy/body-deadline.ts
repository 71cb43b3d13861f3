import type { RequestHandler } from 'express';
import { ProtocolError } from './protocol-error.js';

/** A body must have arrived within 20 seconds; Node's own limit, which answers with nothing, comes after 30. */
const deadlineMilliseconds = 20_000;

/**
 * Gives up on a body that takes too long, so that even then the client gets an envelope. The reader behind it may still
 * finish, so the handler checks whether the request was answered.
 */
export const bodyDeadline: RequestHandler = (request, response, next) => {
  const timer = setTimeout(() => {
    response.setHeader('connection', 'close');
    next(new ProtocolError(100000));
  }, deadlineMilliseconds);
  const arrived = () => clearTimeout(timer);
  request.once('end', arrived);
  request.once('close', arrived);
  next();
};
