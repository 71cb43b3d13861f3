import type { Scope } from './scope.js';

/** Whose credential a request carries, and what it may do. */
export interface Viewer {
  kind: ViewerKind;
  /** Row number of the API key or of the administrator. */
  rowId: number;
  /** Name of the API key, or user name of the administrator. */
  name: string;
  scopes: ReadonlySet<Scope>;
  /** When the key or the session ends, null for never. */
  expiresAt: Date | null;
}

export enum ViewerKind {
  API_KEY = 'API_KEY',
  ADMINISTRATOR = 'ADMINISTRATOR',
}
