import type { Scope } from './scope.js';

/** Whose credential a request carries, and what it may do. GraphQL calls it the viewer. */
export interface Caller {
  kind: CallerKind;
  /** Row number of the API key or of the administrator. */
  rowId: number;
  /** Name of the API key, or user name of the administrator. */
  name: string;
  scopes: ReadonlySet<Scope>;
  /** The only delivery servers that there are for it have this tag; null for all. */
  tag: string | null;
  /** When the key or the session ends, null for never. */
  expiresAt: Date | null;
}

export enum CallerKind {
  API_KEY = 'API_KEY',
  ADMINISTRATOR = 'ADMINISTRATOR',
}

/**
 * Finds whose credential it is; null for nobody's.
 * @throws what the interface answers while the database is away
 */
export type Authenticate = (credential: string, place: RequestPlace) => Promise<Caller | null>;

/** From where a credential is used: a key may be limited to networks. */
export interface RequestPlace {
  address: string;
  requestId: string | null;
}

/** One text for each caller, such as `API_KEY 7`. */
export function callerId({ kind, rowId }: Pick<Caller, 'kind' | 'rowId'>): string {
  return `${kind} ${rowId}`;
}

/** What the log says of a caller. */
export function callerLogFields(caller: Caller | null): Record<string, unknown> {
  return caller === null ? {} : { credential: callerId(caller), credentialName: caller.name };
}
