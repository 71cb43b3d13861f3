import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { Request, RequestHandler, Response } from 'express';
import type { GraphQLSchema } from 'graphql';
import { checkPersistedQuery } from '../graphql/admission/check-persisted-query.js';
import { createLimitQuery } from '../graphql/admission/limit-query.js';
import { limitVariables } from '../graphql/admission/limit-variables.js';
import { publicAllowance } from '../graphql/allowance.js';
import type { GatewayContext } from '../graphql/context.js';
import type { CreateContext } from '../graphql/create-context.js';
import type { AnswerDeadline } from '../http/answer-deadline.js';
import { operationIn } from '../http/decide-operation.js';
import { searchIn } from '../http/graphql-parameters.js';
import { authenticationIn } from '../http/identify-caller.js';

interface GraphQLParts {
  server: ApolloServer<GatewayContext>;
  /** The public schema. */
  schema: GraphQLSchema;
  createContext: CreateContext;
  deadline: AnswerDeadline;
}

/** The way into the gateway by `/graphql`: limits of the document, then Apollo Server. */
export function createGraphQLHandler(parts: GraphQLParts): RequestHandler {
  const { server, schema, createContext, deadline } = parts;
  const limitQuery = createLimitQuery(schema);
  const contextOf = async (request: Request, response: Response) => {
    const { query, variables, extensions } = operationIn(response);
    checkPersistedQuery(query, extensions);
    limitVariables(variables);
    limitQuery(query);
    const { caller, credential } = authenticationIn(response);
    return createContext(
      {
        caller,
        credential,
        command: null,
        clientAddress: request.ip ?? '',
        requestId: request.id,
        idempotencyKey: null,
        beginWrite: (isRepeatable) => deadline.beginWrite(response, isRepeatable),
        failureIfCutOff: (isLastUndone) => deadline.failureIfCutOff(response, isLastUndone),
      },
      publicAllowance,
    );
  };
  return async (request, response) => {
    const { status, headers, body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: headersOf(request),
        search: searchIn(request.url),
        body: request.body,
      },
      context: () => contextOf(request, response),
    });
    if (body.kind !== 'complete') throw new Error('The GraphQL server answers in parts, which was refused.');
    response.statusCode = status ?? 200;
    for (const [name, value] of headers) response.setHeader(name, value);
    response.end(body.string);
  };
}

function headersOf({ headers }: Request): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
