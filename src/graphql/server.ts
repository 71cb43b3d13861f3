import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type HTTPGraphQLHead,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import { type Admission, admitOperation } from './admit-operation.js';
import { answerPlainJson } from './answer-plain-json.js';
import { compileOnSecondUse } from './compile-on-second-use.js';
import { interpretOperation } from './compiled-operation.js';
import type { GatewayContext } from './context.js';
import { createFormatError, isUnexpected, unavailableCode } from './error-policy.js';
import { limits, mostDocumentErrors } from './limits.js';

/** `schema` is the public one. */
export interface GraphQLServerOptions extends Admission {
  introspection: boolean;
  /** Whether a failure means "try again later". */
  isUnavailable(error: unknown): boolean;
  /** Notes an unexpected failure. */
  report(error: unknown, requestId: string): void;
}

/** Apollo Server for the public schema. The caller starts and stops it. */
export function createGraphQLServer(options: GraphQLServerOptions): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: execution(options.schema),
    introspection: options.introspection,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      admitOperation(options),
      failurePlugin(options),
      answerPlainJson(),
    ],
    formatError: createFormatError(options.isUnavailable),
    parseOptions: { maxTokens: limits.tokens.most },
    validationOptions: { maxErrors: mostDocumentErrors },
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    nodeEnv: 'production',
    logger: quietLogger(options),
  });
}

/**
 * Lets Apollo Server execute compiled queries. It has this door for federation; nothing else of what it does to a
 * request changes by it.
 */
function execution(schema: GraphQLSchema): ApolloServerOptionsWithGateway<GatewayContext>['gateway'] {
  const executorOf = compileOnSecondUse(schema);
  return {
    load: async () => ({
      async executor({ document, operation, request: { operationName, variables = {} }, context }) {
        // A document of several operations may leave open which one is meant.
        const execute = operation
          ? executorOf(document, operation)
          : interpretOperation(schema, document, operationName);
        return execute(variables, context as GatewayContext);
      },
    }),
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: async () => {},
  };
}

/** Apollo's own log lines quote errors, and with them what the database said; the fact that there is one must do. */
function quietLogger({ report }: GraphQLServerOptions) {
  const silence = () => {};
  const fault = () => report(new Error('The GraphQL server reported a fault.'), '');
  return { debug: silence, info: silence, warn: silence, error: fault };
}

/** Notes what is our fault, tells the client under which id, and answers 503 when the database is away. */
function failurePlugin({ isUnavailable, report }: GraphQLServerOptions): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      return {
        async didEncounterErrors({ errors }) {
          const unexpected = errors.find((error) => isUnexpected(error, isUnavailable));
          if (unexpected) report(unexpected, requestId);
        },
        async willSendResponse({ response }) {
          for (const error of singleResult(response)?.errors ?? []) {
            const code = error.extensions?.code;
            if (code === 'INTERNAL_SERVER_ERROR') Object.assign(error.extensions ?? {}, { requestId });
            if (code === unavailableCode) answerUnavailable(response.http);
          }
        },
      };
    },
  };
}

function answerUnavailable(http: HTTPGraphQLHead): void {
  http.status = 503;
  http.headers.set('retry-after', '5');
}

function singleResult(response: GraphQLRequestContext<GatewayContext>['response']) {
  return response.body?.kind === 'single' ? response.body.singleResult : undefined;
}
