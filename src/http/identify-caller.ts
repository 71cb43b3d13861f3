import type { RequestHandler, Response } from 'express';
import type { Viewer } from '../caller/viewer.js';
import { bearerCredential } from './bearer-credential.js';

/** Who makes a request. */
export interface Identity {
  /** Null when the request carries no valid credential. */
  viewer: Viewer | null;
  /** What the header says, valid or not; null when it says nothing. */
  credential: string | null;
}

export interface IdentityParts {
  /** Rejects when it cannot be told. */
  authenticate(credential: string): Promise<Viewer | null>;
  /** What the log says of a caller. */
  facts(viewer: Viewer | null): Record<string, unknown>;
}

/** Finds out who makes a request before anything of its body is read: what a body may cost depends on that. */
export function identifyCaller({ authenticate, facts }: IdentityParts): RequestHandler {
  return async (request, response, next) => {
    const credential = bearerCredential(request.headers.authorization);
    const viewer = credential === null ? null : await authenticate(credential);
    response.locals.identity = { viewer, credential } satisfies Identity;
    response.locals.facts = facts(viewer);
    next();
  };
}

/** What {@link identifyCaller} found out. */
export function identityIn(response: Response): Identity {
  return response.locals.identity as Identity;
}
