import type { RequestHandler, Response } from 'express';
import { type Authenticate, type Caller, callerLogFields } from '../caller/caller.js';

/** Who makes a request. */
export interface Authentication {
  /** Null when the request carries no valid credential. */
  caller: Caller | null;
  /** What the header says, valid or not; null when it says nothing. */
  credential: string | null;
}

/** Finds out who makes a request before anything of its body is read: what a body may cost depends on that. */
export function identifyCaller(authenticate: Authenticate): RequestHandler {
  return async (request, response, next) => {
    const credential = bearerCredential(request.headers.authorization);
    const caller =
      credential === null
        ? null
        : await authenticate(credential, { address: request.ip ?? '', requestId: request.id });
    response.locals.authentication = { caller, credential } satisfies Authentication;
    response.locals.logFields = callerLogFields(caller);
    next();
  };
}

/** What {@link identifyCaller} found out. */
export function authenticationIn(response: Response): Authentication {
  return response.locals.authentication as Authentication;
}

/** The credential in the value of an Authorization header, or null when there is none. */
export function bearerCredential(authorization: string | undefined): string | null {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}
