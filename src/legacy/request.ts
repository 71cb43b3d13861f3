import type { Request } from 'express';
import { readForm } from './form.js';
import { emptyTree, type ParameterTree } from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';
import type { ReplyFormat } from './reply.js';
import { readBody } from './request-body.js';

export interface LegacyRequest {
  /** Empty when the request names none. */
  commandName: string;
  parameters: ParameterTree;
  format: ReplyFormat;
}

/** Merges query string and body, of which the body wins, and finds the command: the parameter, else the path. */
export async function readRequest(request: Request): Promise<LegacyRequest> {
  if (request.method !== 'POST' && request.method !== 'GET') throw methodError();
  const query = request.originalUrl.split('?').slice(1).join('?');
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const inBody = await readBody(body, request.headers['content-type'] ?? '');
  const parameters = query === '' ? inBody : Object.assign(emptyTree(), readForm(query), inBody);
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
