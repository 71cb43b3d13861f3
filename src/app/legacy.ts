import type { Router } from 'express';
import type { GraphQLSchema } from 'graphql';
import { type Authenticate, type Caller, callerLogFields } from '../caller/caller.js';
import { legacyAllowanceFor } from '../graphql/allowance.js';
import type { CreateContext } from '../graphql/create-context.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import type { OperationObserver } from '../graphql/execution/observe-operations.js';
import { type PreparedOperation, prepareOperation } from '../graphql/execution/prepared-operation.js';
import type { InputRules } from '../graphql/inputs/variable-problems.js';
import type { AnswerDeadline } from '../http/answer-deadline.js';
import { commands, commandsThatMeasure } from '../legacy/commands/index.js';
import { legacyRouter } from '../legacy/router.js';
import type { LegacyUsageService } from '../legacy-usage/legacy-usage.service.js';
import { isBlank } from '../problems/text.js';
import type { LimitRate } from '../rate-limit/quota.js';

interface LegacyParts extends FailurePolicy {
  /** The whole schema, with its internal fields. */
  schema: GraphQLSchema;
  rules: InputRules;
  authenticate: Authenticate;
  createContext: CreateContext;
  deadline: AnswerDeadline;
  limitRate: LimitRate;
  legacyUsage: LegacyUsageService;
  arePasswordsShown: boolean;
  /** What is done with test results that clients send. */
  testResults: 'store' | 'verify';
  /** Runs the operation of a command; null to have it run as if nobody looked. */
  runOperation: OperationObserver['run'];
}

/** The way into the gateway by `/api.php`: each command is an operation on the schema, prepared at the start. */
export function createLegacyRouter(parts: LegacyParts): Router {
  const {
    schema,
    rules,
    createContext,
    deadline,
    legacyUsage,
    arePasswordsShown,
    testResults,
    runOperation,
    ...lent
  } = parts;
  return legacyRouter<Caller>(testResults === 'verify' ? commandsThatMeasure : commands, {
    ...lent,
    prepare({ name: command, operation }) {
      const prepared = prepareOperation(schema, operation, rules);
      const kind = /^\s*(\w+)/.exec(operation)?.[1] ?? null;
      const run: PreparedOperation = runOperation
        ? (variables, context) => runOperation({ name: null, kind }, () => prepared(variables, context))
        : prepared;
      return (variables, { caller, credential, address, idempotencyKey, requestId, response }) =>
        run(
          variables,
          createContext(
            {
              caller,
              credential,
              command,
              clientAddress: address,
              idempotencyKey,
              requestId,
              beginWrite: (isRepeatable) => deadline.beginWrite(response, isRepeatable),
              failureIfCutOff: (isLastUndone) => deadline.failureIfCutOff(response, isLastUndone),
            },
            legacyAllowanceFor(caller, arePasswordsShown),
          ),
        );
    },
    recordUsage(command, caller) {
      legacyUsage.record(command, caller);
      return callerLogFields(caller);
    },
    allowTime: (response, milliseconds) => deadline.allow(response, milliseconds),
    isBlank,
  });
}
