import type { Request } from 'express';
import { readForm } from './form.js';
import { emptyTree, type ParameterTree } from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';
import type { ReplyFormat } from './reply.js';
import { type MeasureJson, readBody } from './request-body.js';
import type { PartCount } from './request-limits.js';

export interface LegacyRequest {
  /** Empty when the request names none. */
  commandName: string;
  parameters: ParameterTree;
  format: ReplyFormat;
}

/** The parameters in the address of a request. */
export function readQuery(request: Request, parts: PartCount): ParameterTree {
  return readForm(request.originalUrl.split('?').slice(1).join('?'), parts);
}

/**
 * Merges query string and body, of which the body wins, and finds the command: the parameter, else the path.
 * @param parts what the query string had already
 */
export async function readRequest(
  request: Request,
  inQuery: ParameterTree,
  parts: PartCount,
  measureJson: MeasureJson,
): Promise<LegacyRequest> {
  if (request.method !== 'POST' && request.method !== 'GET') throw methodError();
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const inBody = await readBody(body, request.headers['content-type'] ?? '', parts, measureJson);
  const parameters = Object.assign(emptyTree(), inQuery, inBody);
  const named = parameters.command;
  const inPath = String(request.params[0] ?? '').replace(/^\/+|\/+$/g, '');
  const commandName = typeof named === 'string' && named.trim() !== '' ? named : inPath;
  const format = parameters.responseformat === 'XML' ? 'xml' : 'json';
  return { commandName: String(commandName), parameters, format };
}

/** The protocol has one answer to every other method, OPTIONS among them. What HTTP clients look for is in the header. */
function methodError(): ProtocolError {
  return new ProtocolError(100001, 400, undefined, { allow: 'GET, POST' });
}
