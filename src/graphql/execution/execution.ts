import type {
  ApolloServerOptionsWithGateway,
  GraphQLRequestContextResponseForOperation,
  GraphQLResponse,
} from '@apollo/server';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../context.js';
import { createExecutorCache } from './compilation/compile-operation.js';
import { type ExecuteOperation, interpretOperation } from './interpret-operation.js';

/** How Apollo Server lets us execute operations. */
export interface Execution {
  /** Executes an operation and answers it when nothing went wrong; null leaves the answer to Apollo Server. */
  answer(request: GraphQLRequestContextResponseForOperation<GatewayContext>): Promise<GraphQLResponse | null>;
  /** Apollo Server's way for what is not answered yet: it words the errors. */
  gateway: ApolloServerOptionsWithGateway<GatewayContext>['gateway'];
}

/**
 * Executes operations, compiled ones among them, where Apollo Server asks plugins for a ready answer. That takes a fifth
 * less than being its executor, for which it looks through the headers and copies everything that it knows of a request.
 * Only a result with errors goes there, as it is: Apollo Server makes of them what clients get.
 */
export function createExecution(schema: GraphQLSchema): Execution {
  const executorOf = createExecutorCache(schema);
  const faulty = new WeakMap<GatewayContext, ExecutionResult>();
  return {
    async answer({ document, operation, contextValue, request, response }) {
      const { operationName, variables = {} } = request;
      // A document of several operations may leave open which one is meant.
      const execute = operation
        ? executorOf(document, operation)
        : interpretOperation(schema, document, operationName);
      const result = await resultOf(() => execute(variables, contextValue));
      if (!result.errors)
        return { http: response.http, body: { kind: 'single', singleResult: { data: result.data ?? null } } };
      faulty.set(contextValue, result);
      return null;
    },
    gateway: {
      load: async () => ({
        async executor({ context }) {
          const result = faulty.get(context as GatewayContext);
          if (!result) throw new Error('An operation was to be executed a second time.');
          return result;
        },
      }),
      onSchemaLoadOrUpdate(callback) {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => {};
      },
      stop: async () => {},
    },
  };
}

/** Neither executor is known to throw; if one does, that has to become an answer like any other. */
async function resultOf(run: () => ReturnType<ExecuteOperation>): Promise<ExecutionResult> {
  try {
    return await run();
  } catch (error) {
    const originalError = error instanceof Error ? error : new Error('Something else was thrown.');
    return { errors: [new GraphQLError('The execution failed.', { originalError })] };
  }
}
