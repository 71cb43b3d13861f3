import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type HTTPGraphQLHead,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { checkAccess } from './access-check.js';
import type { GatewayContext } from './context.js';
import { createFormatError, isUnexpected, unavailableCode, unavailableMessage } from './error-policy.js';
import { limitDocument } from './limit-document.js';
import { type InputRules, variableProblems } from './variable-problems.js';

export interface GraphQLServerOptions {
  /** The public schema. */
  schema: GraphQLSchema;
  rules: InputRules;
  introspection: boolean;
  /** Whether a failure means "try again later". */
  isUnavailable(error: unknown): boolean;
  /** Notes an unexpected failure. */
  report(error: unknown, requestId: string): void;
}

const mostTokens = 10_000;

/** Apollo Server for the public schema. The caller starts and stops it. */
export function createGraphQLServer(options: GraphQLServerOptions): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    schema: options.schema,
    introspection: options.introspection,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      accessPlugin(options),
      fieldErrorsPlugin(options),
      failurePlugin(options),
    ],
    formatError: createFormatError(options.isUnavailable),
    parseOptions: { maxTokens: mostTokens },
    validationRules: [limitDocument],
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    nodeEnv: 'production',
    logger: quietLogger(options),
  });
}

/** Apollo's own log lines quote errors, and with them what the database said; the fact that there is one must do. */
function quietLogger({ report }: GraphQLServerOptions) {
  const silence = () => {};
  const fault = () => report(new Error('The GraphQL server reported a fault.'), '');
  return { debug: silence, info: silence, warn: silence, error: fault };
}

function accessPlugin({ schema }: GraphQLServerOptions): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, contextValue }) {
          if (operation) checkAccess(schema, document, operation, contextValue.viewer);
        },
      };
    },
  };
}

/** Says of every variable that does not fit what is wrong with it, where graphql-js has only prose. */
function fieldErrorsPlugin({
  schema,
  rules,
  isUnavailable,
}: GraphQLServerOptions): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ operation, request, response }) {
          const errors = singleResult(response)?.errors;
          const isAboutVariables = errors?.some(
            ({ extensions }) => extensions?.code === 'BAD_USER_INPUT' && !extensions.fieldErrors,
          );
          if (!operation || !isAboutVariables) return;
          const result = singleResult(response);
          if (!result) return;
          try {
            const error = await badVariables(schema, operation, request.variables ?? {}, rules);
            if (error) result.errors = [error];
          } catch (error) {
            if (!isUnavailable(error)) throw error;
            result.errors = [{ message: unavailableMessage, extensions: { code: unavailableCode } }];
            answerUnavailable(response.http);
          }
        },
      };
    },
  };
}

async function badVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  rules: InputRules,
): Promise<GraphQLFormattedError | null> {
  const problems = await variableProblems(schema, operation, variables, rules);
  if (problems.length === 0) return null;
  const fieldErrors = problems.map(({ path, reason, message }) => ({ field: path, code: reason, message }));
  const message = `The variables do not fit: ${problems.map(({ path }) => path.join('.')).join(', ')}.`;
  return { message, extensions: { code: 'BAD_USER_INPUT', fieldErrors } };
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
