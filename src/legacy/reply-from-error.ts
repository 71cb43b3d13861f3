import { UnusableParametersError } from './parameter-tree.js';
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

export function unknownCommand(name: string): Reply {
  const message = `Invalid API command: "${name.slice(0, 100).toWellFormed()}" not found.`;
  const { status, body } = envelope(new ProtocolError(100003, 400, message));
  return { status, body: [...body, ['Errors', [{ Code: 100003, Message: message }]]] };
}

/** What an error is to the client, and whether it is a fault of ours. */
export function replyFromError(
  error: unknown,
  isUnavailable: (error: unknown) => boolean,
): { reply: Reply; isFault: boolean } {
  const known = knownReply(error, isUnavailable);
  return known
    ? { reply: known, isFault: false }
    : { reply: envelope(new ProtocolError(100005, 500)), isFault: true };
}

function knownReply(error: unknown, isUnavailable: (error: unknown) => boolean): Reply | null {
  if (error instanceof ProtocolError) return envelope(error);
  if (error instanceof UnusableParametersError) return envelope(new ProtocolError(100000));
  const { status, extensions } = (error ?? {}) as FailureFacts;
  if (extensions?.code === 'FORBIDDEN') return envelope(new ProtocolError(99999, 200));
  if (extensions?.code === 'RATE_LIMITED') {
    return retryLater(new ProtocolError(429, 200), extensions.retryAfter ?? 60);
  }
  if (isUnavailable(error)) return retryLater(new ProtocolError(100005, 503), 5);
  // What Express refuses: a body too large, cut off or in an encoding that nobody can read, or a path that is no text.
  if (typeof status !== 'number' || status < 400 || status > 499) return null;
  if (status === 413) return envelope(new ProtocolError(100000, 413));
  return envelope(new ProtocolError(status === 415 ? 100001 : 100000));
}

interface FailureFacts {
  status?: unknown;
  extensions?: { code?: unknown; retryAfter?: number };
}

function retryLater(error: ProtocolError, seconds: number): Reply {
  return { ...envelope(error), headers: { 'retry-after': String(seconds) } };
}
