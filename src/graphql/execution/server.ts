import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { Admission } from '../admission/admit-operation.js';
import type { GatewayContext } from '../context.js';
import { createFormatError, type FailurePolicy } from '../errors/error-policy.js';
import { limits, maxDocumentErrors } from '../limits.js';
import { createDocumentStore } from './document-store.js';
import { createExecution } from './execution.js';
import type { OperationObserver } from './observe-operations.js';
import { operationPlugin } from './operation-plugin.js';

/** `schema` is the public one. */
export interface GraphQLServerOptions extends Admission, FailurePolicy {
  introspection: boolean;
  observer: OperationObserver | null;
}

/**
 * What no page from elsewhere can make a browser send without asking first. The credential is one of them: it is a
 * Bearer token, which no browser adds by itself, and without a credential a GET can do nothing.
 */
const unforgeableHeaders = ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** The queries that clients have registered, to send only their hash from then on, together. */
const maxPersistedCharacters = 2_000_000;

/** Apollo Server for the public schema. The caller starts and stops it. */
export function createGraphQLServer(options: GraphQLServerOptions): ApolloServer<GatewayContext> {
  const execution = createExecution(options.schema);
  return new ApolloServer<GatewayContext>({
    gateway: execution.gateway,
    introspection: options.introspection,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      operationPlugin(options, execution, options.observer),
    ],
    formatError: createFormatError(options.classifyFailure),
    documentStore: createDocumentStore(),
    cache: new InMemoryLRUCache({ maxSize: maxPersistedCharacters }),
    parseOptions: { maxTokens: limits.tokens.max },
    validationOptions: { maxErrors: maxDocumentErrors },
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: { requestHeaders: unforgeableHeaders },
    nodeEnv: 'production',
    logger: quietLogger(options),
  });
}

/** Apollo's own log lines quote errors, and with them what the database said; the fact that there is one must do. */
function quietLogger({ report }: FailurePolicy) {
  const silence = () => {};
  const fault = () => report(new Error('The GraphQL server reported a fault.'), '');
  return { debug: silence, info: silence, warn: silence, error: fault };
}
