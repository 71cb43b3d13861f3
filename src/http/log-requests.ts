import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { answerHeaders } from './refusal.js';
import { routeOf } from './route-of.js';

declare global {
  namespace Express {
    interface Request {
      /** Names the request in the log and in answers to faults. */
      id: string;
    }
  }
}

export interface RequestLog {
  request(line: RequestLine): void;
  failure(error: unknown, requestId: string): void;
}

export interface RequestLine {
  requestId: string;
  method: string;
  /** See {@link routeOf}: what somebody made up may hold credentials. */
  path: string;
  status: number;
  milliseconds: number;
  /** Why what came is no request. */
  reason?: string | undefined;
}

const headersOfAll = Object.entries(answerHeaders);

/** Gives every request an id and its answer the headers that all have, and writes a line when it is over. */
export function logRequests(log: RequestLog): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    request.id = randomUUID();
    response.setHeader('x-request-id', request.id);
    for (const [name, value] of headersOfAll) response.setHeader(name, value);
    response.once('close', () => {
      const milliseconds = Math.round((performance.now() - start) * 10) / 10;
      const path = routeOf(request.originalUrl);
      const status = response.writableFinished ? response.statusCode : 499;
      log.request({
        requestId: request.id,
        method: request.method,
        path,
        status,
        milliseconds,
        ...response.locals.logFields,
      });
    });
    next();
  };
}
