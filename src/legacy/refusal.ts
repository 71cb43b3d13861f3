import { ProtocolError } from './protocol-error.js';
import type { Reply, ReplyFormat } from './reply.js';
import { envelope, type LegacyFailure, replyToFailure } from './reply-from-error.js';
import { contentTypes } from './send-reply.js';
import { xmlText } from './write-xml.js';

/** Why the HTTP server answers a request instead of its command: it is malformed, or the command timed out. */
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
  const { body } = refusal.failure ? replyToFailure(refusal.failure) : malformed(refusal);
  const text = format === 'xml' ? xmlText(body) : JSON.stringify(Object.fromEntries(body));
  return { contentType: contentTypes[format], text };
}

function malformed({ status, message }: LegacyRefusal): Reply {
  return envelope(new ProtocolError(100001, status, `Invalid request: ${message}`));
}
