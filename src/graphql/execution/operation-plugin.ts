import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidEncounterErrors,
  GraphQLRequestContextWillSendResponse,
  GraphQLRequestListener,
} from '@apollo/server';
import { type Admission, createAdmission } from '../admission/admit-operation.js';
import type { GatewayContext } from '../context.js';
import { type FailurePolicy, isUnexpected } from '../errors/error-policy.js';
import { reportFailures } from '../errors/report-failures.js';
import { answerPlainJson } from './answer-plain-json.js';
import type { Execution } from './execution.js';
import { type OperationObserver, observeOperations } from './observe-operations.js';

/**
 * All that the gateway does with an operation, in the order in which Apollo Server asks for it. One plugin: every
 * further one would cost a promise at every step.
 */
export function operationPlugin(
  { classifyFailure, report, ...admission }: Admission & FailurePolicy,
  execution: Execution,
  observer: OperationObserver | null,
): ApolloServerPlugin<GatewayContext> {
  const { admit, reportCost } = createAdmission(admission);
  const listener = {
    didResolveOperation: admit,
    responseForOperation: execution.answer,
    async didEncounterErrors({
      errors,
      contextValue: { requestId },
    }: GraphQLRequestContextDidEncounterErrors<GatewayContext>) {
      const unexpected = errors.find((error) => isUnexpected(error, classifyFailure));
      if (unexpected) report(unexpected, requestId);
    },
    async willSendResponse(request: GraphQLRequestContextWillSendResponse<GatewayContext>) {
      reportFailures(request);
      reportCost(request);
      answerPlainJson(request);
    },
  } satisfies GraphQLRequestListener<GatewayContext>;
  return { requestDidStart: observer ? observeOperations(listener, observer) : async () => listener };
}
