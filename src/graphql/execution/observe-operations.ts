import type { GraphQLRequestContextWillSendResponse, GraphQLRequestListener } from '@apollo/server';
import { toldName } from '../../formats/told-name.js';
import type { GatewayContext } from '../context.js';

/** An operation in the words of its document. */
export interface NamedOperation {
  name: string | null;
  /** Null when what came has no operation that could be found. */
  kind: string | null;
}

/** How an operation ended: with `OK`, or with the code of its first error. */
export interface EndedOperation extends NamedOperation {
  isAuthenticated: boolean;
  outcome: string;
}

/** Goes along with every operation, to count and to trace. */
export interface OperationObserver {
  /** Runs an operation that was admitted; null to have it run as if nobody looked. */
  run: (<T>(operation: NamedOperation, work: () => Promise<T>) => Promise<T>) | null;
  /** Told before the answer goes out; null to be told nothing. */
  ended: ((operation: EndedOperation, seconds: number) => void) | null;
}

type Listener = GraphQLRequestListener<GatewayContext>;

/**
 * Makes the listener of one request from the one that all requests share, whose work on the answer is done when its
 * `willSendResponse` returns.
 */
export function observeOperations(
  listener: Required<Pick<Listener, 'responseForOperation' | 'willSendResponse'>> & Listener,
  { run, ended }: OperationObserver,
): () => Promise<Listener> {
  const shared: Listener = run
    ? {
        ...listener,
        responseForOperation: (request) =>
          run({ name: toldName(request.operationName), kind: request.operation?.operation ?? null }, () =>
            listener.responseForOperation(request),
          ),
      }
    : listener;
  return async () => {
    const begun = performance.now();
    return {
      ...shared,
      willSendResponse(request) {
        const sent = listener.willSendResponse(request);
        ended?.(endOf(request), (performance.now() - begun) / 1_000);
        return sent;
      },
    };
  };
}

function endOf(request: GraphQLRequestContextWillSendResponse<GatewayContext>): EndedOperation {
  const { operation, operationName, contextValue, response } = request;
  const [error] = (response.body.kind === 'single' && response.body.singleResult.errors) || [];
  return {
    name: toldName(operationName),
    kind: operation?.operation ?? null,
    isAuthenticated: contextValue.caller !== null,
    outcome: error ? String(error.extensions?.code) : 'OK',
  };
}
