import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { GatewayContext } from '../context.js';

const requestErrors = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * GraphQL over HTTP: to a client that asks for `application/json` by name, HTTP is only the transport, and a query that
 * is wrong answers 200. Anybody else, and who asks for `application/graphql-response+json`, gets 400.
 */
export function answerPlainJson({
  request,
  response: { http, body },
}: GraphQLRequestContextWillSendResponse<GatewayContext>): void {
  if (http.status !== 400 || body.kind !== 'single') return;
  const accept = request.http?.headers.get('accept') ?? '';
  if (!accept.includes('application/json') || accept.includes('application/graphql-response+json')) return;
  const codes = body.singleResult.errors?.map(({ extensions }) => String(extensions?.code)) ?? [];
  if (codes.every((code) => requestErrors.has(code))) http.status = 200;
}
