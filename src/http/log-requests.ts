import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

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
  /** Without the query string, which may hold credentials. */
  path: string;
  status: number;
  milliseconds: number;
}

/** Gives every request an id and writes a line when it is over. */
export function logRequests(log: RequestLog): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    request.id = randomUUID();
    response.setHeader('x-request-id', request.id);
    response.once('close', () => {
      const milliseconds = Math.round((performance.now() - start) * 10) / 10;
      const path = request.originalUrl.split('?', 1)[0]?.slice(0, 200) ?? '';
      const status = response.writableFinished ? response.statusCode : 499;
      log.request({
        requestId: request.id,
        method: request.method,
        path,
        status,
        milliseconds,
        ...response.locals.facts,
      });
    });
    next();
  };
}
