import type { RequestHandler, Response } from 'express';
import type { Caller } from '../caller/caller.js';
import { bearerCredential } from './bearer-credential.js';

/** Who makes a request. */
export interface Authentication {
  /** Null when the request carries no valid credential. */
  caller: Caller | null;
  /** What the header says, valid or not; null when it says nothing. */
  credential: string | null;
}

export interface AuthenticationParts {
  /** Rejects when it cannot be told. */
  authenticate(credential: string): Promise<Caller | null>;
  /** What the log says of a caller. */
  facts(caller: Caller | null): Record<string, unknown>;
}

/** Finds out who makes a request before anything of its body is read: what a body may cost depends on that. */
export function identifyCaller({ authenticate, facts }: AuthenticationParts): RequestHandler {
  return async (request, response, next) => {
    const credential = bearerCredential(request.headers.authorization);
    const caller = credential === null ? null : await authenticate(credential);
    response.locals.authentication = { caller, credential } satisfies Authentication;
    response.locals.facts = facts(caller);
    next();
  };
}

/** What {@link identifyCaller} found out. */
export function authenticationIn(response: Response): Authentication {
  return response.locals.authentication as Authentication;
}
