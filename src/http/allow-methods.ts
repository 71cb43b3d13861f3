import type { RequestHandler } from 'express';
import { badRequest, sendError } from './refusal.js';

/**
 * Lets these methods pass, tells them to who asks with OPTIONS, and refuses all others with 405 (RFC 9110, 9.3.7 and
 * 15.5.6). No page from elsewhere is allowed anything by that: the answer has none of the headers of CORS.
 */
export function allowMethods(
  methods: readonly string[],
  advice = `Use ${methods.join(' or ')} here.`,
): RequestHandler {
  const allow = [...methods, 'OPTIONS'].join(', ');
  return (request, response, next) => {
    if (methods.includes(request.method)) return next();
    response.setHeader('allow', allow);
    if (request.method === 'OPTIONS') return void response.status(204).end();
    sendError(response, badRequest(405, advice));
  };
}
