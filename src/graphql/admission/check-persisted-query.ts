import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';

/**
 * Looks at `extensions.persistedQuery` of a request, by which clients register a document and then send its hash alone
 * (Apollo's automatic persisted queries). What it says of a document that it does not know is up to Apollo Server.
 * @throws GraphQLError when it cannot mean any document
 */
export function checkPersistedQuery(query: unknown, extensions: unknown): void {
  const persisted = (extensions as { persistedQuery?: unknown } | null | undefined)?.persistedQuery;
  if (persisted === undefined || persisted === null) return;
  const { version, sha256Hash } = persisted as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1) throw badRequest('The gateway knows persisted queries of version 1 alone.');
  if (typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/.test(sha256Hash))
    throw badRequest(
      '"sha256Hash" must be the SHA-256 hash of the query, as 64 lower-case hexadecimal digits.',
    );
  if (typeof query === 'string' && createHash('sha256').update(query).digest('hex') !== sha256Hash)
    throw badRequest(
      '"sha256Hash" is not the SHA-256 hash of this query. Hash the text exactly as you send it.',
    );
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
}
