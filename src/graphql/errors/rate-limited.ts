import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';

/** Too much of something; the client may try again in so many seconds. */
export function rateLimited(retryAfter: number): GraphQLError {
  const http = { status: 429, headers: new HeaderMap([['retry-after', String(retryAfter)]]) };
  return new GraphQLError(`Too many requests. Try again in ${retryAfter} seconds.`, {
    extensions: { code: 'RATE_LIMITED', retryAfter, http },
  });
}
