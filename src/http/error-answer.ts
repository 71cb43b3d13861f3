import type { ErrorRequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import type { RequestLog } from './log-requests.js';
import { maxBytesOfUnknown } from './read-json.js';
import { badRequest, type ErrorAnswer, RefusedError, sendError } from './refusal.js';

/** The last error handler. Express's own would print bodies, keys and stack traces. */
export function createErrorAnswer(log: RequestLog): ErrorRequestHandler {
  return (error, request, response, _next) => {
    // It was refused from outside in the meantime: it took too long, or the gateway stops.
    if (response.writableEnded) return;
    const isKnown = response.locals.authentication?.caller != null;
    const refusal = refusalInWords(error) ?? refusalByReader(error, isKnown);
    if (refusal === null) log.failure(error, request.id);
    if (response.headersSent) return void response.destroy();
    sendError(response, refusal ?? faultOf(request.id));
  };
}

/** What was refused with words for the client, and with the status that it is to get. */
function refusalInWords(error: unknown): ErrorAnswer | null {
  if (error instanceof RefusedError) return error.refusal;
  if (!(error instanceof GraphQLError)) return null;
  const { http, ...extensions } = error.extensions;
  const { status, headers = [] } = (http ?? {}) as { status?: number; headers?: Iterable<[string, string]> };
  if (status === undefined) return null;
  return { status, headers: Object.fromEntries(headers), message: error.message, extensions };
}

/** By the body reader's own words for it. */
const unreadable: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The body is not JSON, or not an object.',
  'charset.unsupported': 'Send the body in UTF-8.',
  'encoding.unsupported': 'The body can be packed with gzip, deflate or br, once, or not at all.',
};

/** What Express and its body readers refuse is the client's doing; anything else is a fault of ours. */
function refusalByReader(error: unknown, isKnown: boolean): ErrorAnswer | null {
  const { status, limit, type } = (error ?? {}) as { status?: unknown; limit?: unknown; type?: string };
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  if (status !== 413) return badRequest(status, unreadable[type ?? ''] ?? 'The request cannot be read.');
  const tooLarge = `The request body is too large: at most ${isKnown ? limit : maxBytesOfUnknown} bytes.`;
  const hint = isKnown ? '' : ' Larger ones need a valid credential in the header "Authorization: Bearer".';
  return badRequest(413, tooLarge + hint);
}

function faultOf(requestId: string): ErrorAnswer {
  const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId };
  return { status: 500, message: 'Something went wrong here.', extensions };
}
