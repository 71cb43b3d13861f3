import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** The error of a whole request, worded for the client. */
export function requestError(
  status: number,
  code: string,
  message: string,
  extensions: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status }, ...extensions } });
}

/** Too much of something; the client may try again in so many seconds. */
export function rateLimited(retryAfter: number): GraphQLError {
  const http = { status: 429, headers: new HeaderMap([['retry-after', String(retryAfter)]]) };
  const message = `Too many requests. Try again in ${retryAfter} seconds.`;
  return requestError(429, 'RATE_LIMITED', message, { retryAfter, http });
}
