import type {
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextWillSendResponse,
} from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { quotaHeaders, type TakePoints } from '../../rate-limit/quota.js';
import type { GatewayContext } from '../context.js';
import { checkVariables } from '../inputs/check-variables.js';
import type { InputRules } from '../inputs/variable-problems.js';
import { maxCost } from '../limits.js';
import { checkAccess } from './access-check.js';
import { costRefusal, pointsFor } from './cost-limit.js';
import { operationCost } from './operation-cost.js';

export interface Admission {
  schema: GraphQLSchema;
  rules: InputRules;
  takePoints: TakePoints;
}

/** `GraphQL-Cost: true` asks for the cost in the answer's `extensions`. */
const costHeader = 'graphql-cost';

/** Decides whether an operation runs, and reports what it costs. */
export function createAdmission({ schema, rules, takePoints }: Admission) {
  const costs = new WeakMap<GatewayContext, object>();
  return {
    /** Checks access, cost and variables of an operation. */
    async admit(request: GraphQLRequestContextDidResolveOperation<GatewayContext>): Promise<void> {
      const { document, operation, contextValue, response } = request;
      const { variables = {}, http } = request.request;
      const { caller, sight } = contextValue;
      if (!operation) return;
      checkAccess(schema, document, operation, contextValue);
      const requested = operationCost(schema, document, operation, variables);
      const refusal = costRefusal(requested);
      const points = refusal ? 1 : pointsFor(requested);
      // The request itself has used one already, and its answer says what was left then.
      const quota = caller && points > 1 ? takePoints(caller, points - 1) : null;
      if (quota) {
        for (const [name, value] of Object.entries(quotaHeaders(quota)))
          response.http.headers.set(name, value);
      }
      if (/^(true|1|yes|on)$/i.test(http?.headers.get(costHeader) ?? '')) {
        const { remaining } = (caller && takePoints(caller, 0)) ?? { remaining: null };
        costs.set(contextValue, { requested, limit: maxCost, points, remaining });
      }
      if (refusal) throw refusal;
      await checkVariables(schema, operation, variables, rules, sight);
    },

    /** Puts the cost into the answer when the request asked for it. */
    reportCost(request: GraphQLRequestContextWillSendResponse<GatewayContext>): void {
      const { body } = request.response;
      const cost = costs.get(request.contextValue);
      if (cost && body.kind === 'single')
        body.singleResult.extensions = { ...body.singleResult.extensions, cost };
    },
  };
}
