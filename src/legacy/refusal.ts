import { ProtocolError } from './protocol-error.js';
import type { Reply, ReplyFormat } from './reply.js';
import { envelope, type LegacyFailure, replyToFailure } from './reply-from-error.js';
import { contentTypes } from './send-reply.js';
import { xmlText } from './write-xml.js';

/** Why a request is answered from outside: it cannot be read, or its command is not waited for any longer. */
export interface LegacyRefusal {
  status: number;
  message: string;
  /** Null when the request is at fault. */
  failure: LegacyFailure | null;
}

/**
 * The envelope for such a request.
 * @param asked the format that was found in the request, if any
 */
export function wordRefusal(refusal: LegacyRefusal, asked: unknown): { contentType: string; text: string } {
  const format: ReplyFormat = asked === 'xml' ? 'xml' : 'json';
  const { body } = replyToRefusal(refusal);
  const text = format === 'xml' ? xmlText(body) : JSON.stringify(Object.fromEntries(body));
  return { contentType: contentTypes[format], text };
}

function replyToRefusal({ status, message, failure }: LegacyRefusal): Reply {
  if (failure !== null) return replyToFailure(failure);
  return envelope(new ProtocolError(100001, status, `Invalid request: ${message}`));
}
