import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { routeOf } from './paths.js';
import { answerHeaders } from './refusal.js';

declare global {
  namespace Express {
    interface Request {
      /** Names the request in the log and in answers to faults. */
      id: string;
    }
  }
}

export interface RequestLog {
  /** @param response absent when what came was no request */
  request(line: RequestLine, response?: ServerResponse): void;
  failure(error: unknown, requestId: string): void;
}

export interface RequestLine {
  requestId: string;
  method: string;
  /** See {@link routeOf}: the rest of a path may hold credentials. */
  path: string;
  status: number;
  milliseconds: number;
  /** Why the request is malformed. */
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
      const line: RequestLine = {
        requestId: request.id,
        method: request.method,
        path: routeOf(request.originalUrl),
        status: response.writableFinished ? response.statusCode : 499,
        milliseconds: millisecondsSince(start),
        ...response.locals.logFields,
      };
      log.request(line, response);
    });
    next();
  };
}

/** Adds to the line of a request, unless Express has not seen it. */
export function addLogFields(response: ServerResponse, fields: Record<string, unknown>): void {
  const { locals } = response as { locals?: Response['locals'] };
  if (locals) locals.logFields = { ...locals.logFields, ...fields };
}

/** To a tenth. */
export function millisecondsSince(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
