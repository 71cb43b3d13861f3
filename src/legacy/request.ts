import type { Request } from 'express';
import { readForm } from './form.js';
import { Parameters } from './parameters.js';
import { ProtocolError } from './protocol-error.js';
import type { ReplyFormat } from './reply.js';
import { readBody } from './request-body.js';
import type { SizeBudget } from './request-limits.js';

export interface LegacyRequest {
  /** Empty when the request names none. */
  commandName: string;
  parameters: Parameters;
  format: ReplyFormat;
}

/** The parameters in the address of a request. */
export async function readQuery(request: Request, budget: SizeBudget): Promise<Parameters> {
  const parameters = new Parameters(budget);
  await readForm(request.originalUrl.split('?').slice(1).join('?'), parameters);
  return parameters;
}

/**
 * Merges query string and body, of which the body wins, and finds the command: the parameter, else the path.
 * @param budget of the body
 */
export async function readRequest(
  request: Request,
  inQuery: Parameters,
  budget: SizeBudget,
): Promise<LegacyRequest> {
  // The protocol has one answer to every other method, OPTIONS among them. What HTTP clients look for is in the header.
  if (request.method !== 'POST' && request.method !== 'GET')
    throw new ProtocolError(100001, 400, undefined, { allow: 'GET, POST' });
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const parameters = await readBody(body, request.headers['content-type'] ?? '', budget);
  parameters.fillFrom(inQuery);
  const named = parameters.at([['command']]);
  const inPath = String(request.params[0] ?? '').replace(/^\/+|\/+$/g, '');
  const commandName = typeof named === 'string' && named.trim() !== '' ? named : inPath;
  const format = parameters.at([['responseformat']]) === 'XML' ? 'xml' : 'json';
  return { commandName: String(commandName), parameters, format };
}
