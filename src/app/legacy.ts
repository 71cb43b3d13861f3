import type { Router } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { Caller } from '../caller/caller.js';
import { callerLogFields } from '../caller/caller.js';
import { rulesForInvalidInputs } from '../delivery-servers/graphql/rules-for-invalid-inputs.js';
import type { LimitRate } from '../graphql/admission/limit-rate.js';
import { legacyAllowanceFor } from '../graphql/allowance.js';
import type { CreateContext } from '../graphql/create-context.js';
import type { ClassifyFailure } from '../graphql/errors/error-policy.js';
import { prepareOperation } from '../graphql/execution/prepared-operation.js';
import type { AnswerDeadline } from '../http/answer-deadline.js';
import { commands } from '../legacy/commands/index.js';
import { legacyRouter } from '../legacy/router.js';
import { isBlank } from '../problems/text.js';
import type { Services } from './services.js';

export interface LegacyParts {
  services: Services;
  /** The whole schema, with its internal fields. */
  schema: GraphQLSchema;
  createContext: CreateContext;
  deadline: AnswerDeadline;
  limitRate: LimitRate;
  arePasswordsShown: boolean;
  classifyFailure: ClassifyFailure;
  report(error: unknown, requestId: string): void;
}

/** The way into the gateway by `/api.php`: each command is an operation on the schema, prepared at the start. */
export function createLegacyRouter(parts: LegacyParts): Router {
  const { services, schema, createContext, deadline, arePasswordsShown } = parts;
  const { authenticator, legacyUsage, deliveryServerService } = services;
  const rules = rulesForInvalidInputs(deliveryServerService);
  return legacyRouter<Caller>(commands, {
    authenticate: (credential) => authenticator.authenticate(credential),
    prepare(operation) {
      const run = prepareOperation(schema, operation, rules);
      return (variables, { caller, credential, address, idempotencyKey, requestId, response }) =>
        run(
          variables,
          createContext(
            {
              caller,
              credential,
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
    limit: parts.limitRate,
    isBlank,
    classifyFailure: parts.classifyFailure,
    report: parts.report,
  });
}
