import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSourceEventStream,
  type ExecutionArgs,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import type { Event } from '../../events/change.js';
import type { GatewayContext, SubscriptionContext } from '../context.js';
import { createFormatError, type FailurePolicy, isUnexpected } from '../errors/error-policy.js';
import { internalCode, unavailableCode } from '../errors/failure-answers.js';
import { checkSubscription, type SubscriptionAdmission } from './check-subscription.js';

/** `schema` is the public one. */
export interface SubscriptionOptions extends SubscriptionAdmission, FailurePolicy {
  follow: SubscriptionContext['follow'];
}

/** Results that come until they are returned, which whoever opened them must do; or why there are none. */
export type OpenedSubscription =
  | { results: AsyncGenerator<FormattedExecutionResult, void, void>; errors: null }
  | { errors: readonly GraphQLFormattedError[] };

const maxOpen = 5_000;
const retryMilliseconds = 500;

/** Opens subscriptions for the transports. */
export function createOpenSubscription(options: SubscriptionOptions) {
  const { schema, follow, classifyFailure, report } = options;
  const formatError = createFormatError(classifyFailure);
  let open = 0;

  /** @param connection aborted when the connection is over */
  return async (
    request: unknown,
    context: GatewayContext,
    connection: AbortSignal,
  ): Promise<OpenedSubscription> => {
    const ending = new AbortController();
    const { signal } = ending;
    const end = () => ending.abort();
    connection.addEventListener('abort', end, { signal });
    if (connection.aborted) end();
    const contextValue: SubscriptionContext = { ...context, follow, signal };
    try {
      const args = { schema, contextValue, ...(await checkSubscription(options, request, context)) };
      const events = await eventsOf(args, signal);
      const results = endingAtOnce(resultsOf(events, args, contextValue, end), end);
      return { results, errors: null };
    } catch (error) {
      // A client that left before it was answered is nobody's fault, whatever its leaving stopped.
      const hasLeft = connection.aborted;
      end();
      if (hasLeft) return { errors: [connectionOver] };
      return { errors: formatted(error instanceof AggregateError ? error.errors : [error], context) };
    }
  };

  async function eventsOf(args: ExecutionArgs, signal: AbortSignal): Promise<AsyncIterable<Event>> {
    signal.throwIfAborted();
    if (open >= maxOpen) {
      const message = 'This gateway has no room for another subscription. Try again later.';
      throw new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfter: 5 } });
    }
    open += 1;
    signal.addEventListener('abort', () => {
      open -= 1;
    });
    const source = await createSourceEventStream(args);
    if (Symbol.asyncIterator in source) return source as AsyncIterable<Event>;
    throw new AggregateError(source.errors ?? []);
  }

  async function* resultsOf(
    events: AsyncIterable<Event>,
    args: ExecutionArgs,
    context: SubscriptionContext,
    end: () => void,
  ): AsyncGenerator<FormattedExecutionResult, void, void> {
    try {
      for await (const event of events) {
        const result = await resultOf(event, args, context);
        if (context.signal.aborted) return;
        yield result;
      }
    } catch (error) {
      yield { errors: formatted([error], context) };
    } finally {
      end();
    }
  }

  /** Waits while the database is away: without what it is about, an event would be as good as lost. */
  async function resultOf(
    event: Event,
    args: ExecutionArgs,
    context: SubscriptionContext,
  ): Promise<FormattedExecutionResult> {
    for (;;) {
      const { data = null, errors = [] } = await execute({ ...args, rootValue: event });
      const problems = formatted(errors, context);
      const isOutage = problems.some(({ extensions }) => extensions?.code === unavailableCode);
      if (!isOutage || context.signal.aborted)
        return problems.length > 0 ? { data, errors: problems } : { data };
      await sleep(retryMilliseconds, undefined, { signal: context.signal }).catch(() => {});
    }
  }

  function formatted(errors: readonly unknown[], { requestId }: GatewayContext): GraphQLFormattedError[] {
    return errors.map((error) => {
      if (isUnexpected(error, classifyFailure)) report(error, requestId);
      const { http: _, ...extensions } = error instanceof GraphQLError ? error.extensions : {};
      const plain = error instanceof GraphQLError ? error.toJSON() : { message: '' };
      const shown = formatError({ ...plain, extensions }, error);
      if (shown.extensions?.code !== internalCode) return shown;
      return { ...shown, extensions: { ...shown.extensions, requestId } };
    });
  }
}

const connectionOver = { message: 'The connection is over.', extensions: { code: 'BAD_REQUEST' } };

/** A generator that is waiting cannot be returned before what it waits for is over. */
function endingAtOnce<Results extends AsyncGenerator<unknown, void>>(results: Results, end: () => void) {
  const finish = results.return.bind(results);
  return Object.assign(results, {
    return() {
      end();
      return finish();
    },
  });
}
