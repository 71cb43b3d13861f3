import type { Viewer } from './viewer.js';

/** What the log says of whoever made a request. */
export function callerFacts(viewer: Viewer | null): Record<string, unknown> {
  return viewer === null ? {} : { credential: `${viewer.kind} ${viewer.rowId}`, credentialName: viewer.name };
}
