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

/** What is decided before an operation runs, and told of that afterwards. */
export function createAdmission({ schema, rules, takePoints }: Admission) {
  const costs = new WeakMap<GatewayContext, object>();
  return {
    /** Whether the credential of a request may do that, what it costs, and its variables. */
    async admit(request: GraphQLRequestContextDidResolveOperation<GatewayContext>): Promise<void> {
      const { document, operation, contextValue, response } = request;
      const { variables = {}, http } = request.request;
      const { caller } = contextValue;
      if (!operation) return;
      checkAccess(schema, document, operation, caller);
      const requested = operationCost(schema, document, operation, variables);
      const refusal = costRefusal(requested);
      const points = refusal ? 1 : pointsFor(requested);
      // The request itself has used one already, and its answer says what was left then.
      const quota = caller && points > 1 ? takePoints(caller, points - 1) : null;
      for (const [name, value] of Object.entries(quota ? quotaHeaders(quota) : {})) {
        response.http.headers.set(name, value);
      }
      if (isAskedFor(http?.headers.get(costHeader))) {
        const { remaining } = (caller && takePoints(caller, 0)) ?? { remaining: null };
        costs.set(contextValue, { requested, limit: maxCost, points, remaining });
      }
      if (refusal) throw refusal;
      await checkVariables(schema, operation, variables, rules);
    },

    /** Puts the cost into the answer, for who asked for it. */
    reportCost({
      contextValue,
      response: { body },
    }: GraphQLRequestContextWillSendResponse<GatewayContext>): void {
      const cost = costs.get(contextValue);
      if (!cost || body.kind !== 'single') return;
      body.singleResult.extensions = { ...body.singleResult.extensions, cost };
    },
  };
}

function isAskedFor(header: string | undefined): boolean {
  return header !== undefined && /^(true|1|yes|on)$/i.test(header);
}
