import { ProtocolError } from './protocol-error.js';
import { envelope } from './reply-from-error.js';

/** The envelope, as JSON, for a request that never came to a command: 503 for "try again", else what cannot be read. */
export function refusalJson(status: number, message: string): string {
  const error =
    status === 503
      ? new ProtocolError(100005, status)
      : new ProtocolError(100001, status, `Invalid request: ${message}`);
  return JSON.stringify(Object.fromEntries(envelope(error).body));
}
