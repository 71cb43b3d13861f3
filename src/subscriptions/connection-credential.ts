import { bearerCredential } from '../http/identify-caller.js';

type Payload = Record<string, unknown>;

/**
 * The credential in the payload of `connection_init`, or null when there is none. A browser cannot set headers of a
 * WebSocket, and the protocol leaves open where a credential goes instead, so it is found where clients put it: under
 * `Authorization`, as in a header; in an object of `headers`; or bare as `authToken` or `token`. Letter case does not
 * matter.
 */
export function connectionCredential(payload: Payload | undefined): string | null {
  if (payload === undefined) return null;
  const headers = named(payload, 'headers');
  return (
    bearerIn(payload) ??
    (isObject(headers) ? bearerIn(headers) : null) ??
    bare(named(payload, 'authtoken')) ??
    bare(named(payload, 'token'))
  );
}

function bearerIn(payload: Payload): string | null {
  const value = named(payload, 'authorization');
  return typeof value === 'string' ? bearerCredential(value) : null;
}

function bare(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  return bearerCredential(value) ?? value;
}

function named(payload: Payload, name: string): unknown {
  return Object.entries(payload).find(([key]) => key.toLowerCase() === name)?.[1];
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null;
}
