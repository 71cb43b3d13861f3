import type {
  ApolloServerPlugin,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from '@apollo/server';
import { type Admission, createAdmission } from './admit-operation.js';
import { answerPlainJson } from './answer-plain-json.js';
import type { GatewayContext } from './context.js';
import { isUnexpected, unavailableCode } from './error-policy.js';
import type { Execution } from './execution.js';

/** What becomes of failures. */
export interface FailurePolicy {
  /** Whether a failure means "try again later". */
  isUnavailable(error: unknown): boolean;
  /** Notes an unexpected failure. */
  report(error: unknown, requestId: string): void;
}

/**
 * All that the gateway does with an operation, in the order in which Apollo Server asks for it. One plugin: every
 * further one would cost a promise at every step.
 */
export function operationPlugin(
  { isUnavailable, report, ...admission }: Admission & FailurePolicy,
  execution: Execution,
): ApolloServerPlugin<GatewayContext> {
  const { admit, tellCost } = createAdmission(admission);
  const listener: GraphQLRequestListener<GatewayContext> = {
    didResolveOperation: admit,
    responseForOperation: execution.answer,
    async didEncounterErrors({ errors, contextValue: { requestId } }) {
      const unexpected = errors.find((error) => isUnexpected(error, isUnavailable));
      if (unexpected) report(unexpected, requestId);
    },
    async willSendResponse(request) {
      tellFailures(request);
      tellCost(request);
      answerPlainJson(request);
    },
  };
  return { requestDidStart: async () => listener };
}

/** Tells under which id a fault of ours is in the log, and answers 503 when the database is away. */
function tellFailures({
  response: { http, body },
  contextValue: { requestId },
}: GraphQLRequestContextWillSendResponse<GatewayContext>): void {
  const errors = (body.kind === 'single' && body.singleResult.errors) || [];
  for (const { extensions } of errors) {
    if (extensions?.code === 'INTERNAL_SERVER_ERROR') Object.assign(extensions, { requestId });
    if (extensions?.code !== unavailableCode) continue;
    http.status = 503;
    http.headers.set('retry-after', '5');
  }
}
