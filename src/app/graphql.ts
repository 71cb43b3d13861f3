import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import type { RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';
import { checkPersistedQuery } from '../graphql/admission/check-persisted-query.js';
import { createLimitQuery } from '../graphql/admission/limit-query.js';
import { limitVariables } from '../graphql/admission/limit-variables.js';
import { publicAllowance } from '../graphql/allowance.js';
import type { GatewayContext } from '../graphql/context.js';
import type { CreateContext } from '../graphql/create-context.js';
import type { AnswerDeadline } from '../http/answer-deadline.js';
import { operationIn } from '../http/decide-operation.js';
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
  return expressMiddleware(server, {
    context: async ({ req, res }) => {
      const { query, variables, extensions } = operationIn(res);
      checkPersistedQuery(query, extensions);
      limitVariables(variables);
      limitQuery(query);
      const { caller, credential } = authenticationIn(res);
      return createContext(
        {
          caller,
          credential,
          command: null,
          clientAddress: req.ip ?? '',
          requestId: req.id,
          idempotencyKey: null,
          beginWrite: (isRepeatable) => deadline.beginWrite(res, isRepeatable),
          failureIfCutOff: (isLastUndone) => deadline.failureIfCutOff(res, isLastUndone),
        },
        publicAllowance,
      );
    },
  });
}
