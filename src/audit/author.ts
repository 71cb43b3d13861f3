import { type Caller, CallerKind } from '../caller/caller.js';
import { globalId } from '../problems/global-id.js';

export enum AuthorKind {
  API_KEY = 'API_KEY',
  ADMINISTRATOR = 'ADMINISTRATOR',
  /** Nobody that is known, such as whoever failed to sign in. */
  ANONYMOUS = 'ANONYMOUS',
  /** The gateway by itself: its start, its schedule, its upkeep. */
  GATEWAY = 'GATEWAY',
}

/** Who does something, from where, and by which request: what the audit trail says of everything that it tells. */
export interface Author {
  kind: AuthorKind;
  /** `key_7` or `adm_3`; null for one that has no row. */
  id: string | null;
  /** Name of the key, user name of the administrator, or the user name that somebody failed to sign in with. */
  name: string;
  /** The address that the request came from; null for the gateway itself. */
  address: string | null;
  /** As the log and the answer's `X-Request-Id` have it; null for the gateway itself. */
  requestId: string | null;
  /** The field of the schema that was asked for, such as `deliveryServerUpdate`, or what the gateway was about. */
  operation: string;
  /** The command of the legacy API that the operation came from; null when it came by GraphQL. */
  command: string | null;
}

/** From where and by which request something comes. */
export type AuthorOrigin = Pick<Author, 'address' | 'requestId' | 'operation' | 'command'>;

/** Whoever makes a request; nobody that is known when it carries no credential. */
export function authorOf(
  caller: Pick<Caller, 'kind' | 'rowId' | 'name'> | null,
  origin: AuthorOrigin,
): Author {
  if (caller === null) return { kind: AuthorKind.ANONYMOUS, id: null, name: '', ...origin };
  const { kind, rowId, name } = caller;
  return kind === CallerKind.API_KEY
    ? { kind: AuthorKind.API_KEY, id: globalId('key', rowId), name, ...origin }
    : { kind: AuthorKind.ADMINISTRATOR, id: globalId('adm', rowId), name, ...origin };
}

/** The gateway itself. @param occasion what it is about, such as `start` */
export function gatewayAuthor(occasion: string): Author {
  const origin = { address: null, requestId: null, operation: occasion, command: null };
  return { kind: AuthorKind.GATEWAY, id: null, name: '', ...origin };
}
