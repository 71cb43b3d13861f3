import { UnusableJsonError } from '../json/parse-json.js';
import { ProtocolError } from './protocol-error.js';
import type { Reply } from './reply.js';

/** The envelope for a failure of the request as a whole. */
export function envelope({ status, code, message, headers }: ProtocolError): Reply {
  return {
    status,
    headers,
    body: [
      ['Success', false],
      ['ErrorCode', code],
      ['ErrorText', message],
    ],
  };
}

/** The old API repeats the name, whatever it is; a credential of ours that was put in its place is not repeated whole. */
export function unknownCommand(name: string): Reply {
  const shown = name
    .slice(0, 100)
    .toWellFormed()
    .replace(/(dg[ks]_)\w+/g, '$1***');
  const message = `Invalid API command: "${shown}" not found.`;
  const { status, body } = envelope(new ProtocolError(100003, 400, message));
  return { status, body: [...body, ['Errors', [{ Code: 100003, Message: message }]]] };
}

/**
 * Nothing was done and trying again may help (also when the database takes no writes for now), nobody knows whether it
 * was done, or it took too long.
 */
export type LegacyFailure = 'UNAVAILABLE' | 'READ_ONLY' | 'DISK_FULL' | 'OUTCOME_UNKNOWN' | 'TOO_SLOW';

/** What a failure of the database means, null for anything else. */
export type ClassifyFailure = (error: unknown) => LegacyFailure | null;

/** The reply to an expected error; null for an unexpected one, which is a bug. */
export function replyFromError(error: unknown, classifyFailure: ClassifyFailure): Reply | null {
  if (error instanceof ProtocolError) return envelope(error);
  if (error instanceof UnusableJsonError) return envelope(new ProtocolError(100000));
  if (error instanceof URIError) return envelope(new ProtocolError(100001, 400, undecodable));
  const { status, extensions } = (error ?? {}) as {
    status?: unknown;
    extensions?: { code?: unknown; retryAfter?: number };
  };
  if (extensions?.code === 'FORBIDDEN') return envelope(new ProtocolError(99999, 200));
  if (extensions?.code === 'RATE_LIMITED') {
    return retryLater(new ProtocolError(429, 200), extensions.retryAfter ?? 60);
  }
  // What Express refuses: a body too large, cut off or in an encoding that nobody can read.
  // Before the database is suspected: a body that is cut off has the code of a lost connection.
  if (typeof status === 'number' && status >= 400 && status <= 499) {
    if (status === 413) return envelope(new ProtocolError(100000, 413));
    return envelope(new ProtocolError(status === 415 ? 100001 : 100000));
  }
  if (extensions?.code === 'SERVICE_UNAVAILABLE') return replyToFailure('UNAVAILABLE');
  const failure = classifyFailure(error);
  return failure && replyToFailure(failure);
}

export function replyToFailure(failure: LegacyFailure): Reply {
  if (failure === 'OUTCOME_UNKNOWN') return envelope(new ProtocolError(100005, 503, outcomeUnknown));
  if (failure === 'TOO_SLOW') return envelope(new ProtocolError(100005, 504, tooSlow));
  return retryLater(new ProtocolError(100005, 503), 5);
}

const undecodable =
  'Invalid request: the address cannot be decoded. In it, % must be followed by two hexadecimal digits, which are UTF-8.';
const outcomeUnknown =
  'API command failed: whether it was carried out is not known. Look before you send it again, or send the header Idempotency-Key, which makes sending it again safe.';
const tooSlow = 'API command failed: it took too long and changed nothing. Ask for less at once.';

function retryLater(error: ProtocolError, seconds: number): Reply {
  return { ...envelope(error), headers: { 'retry-after': String(seconds) } };
}
