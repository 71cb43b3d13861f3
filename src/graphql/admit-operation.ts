import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { type Quota, quotaHeaders } from '../rate-limit/quota.js';
import { checkAccess } from './access-check.js';
import { checkVariables } from './check-variables.js';
import type { GatewayContext } from './context.js';
import { costRefusal, pointsFor } from './cost-limit.js';
import { mostCost } from './limits.js';
import { operationCost } from './operation-cost.js';
import type { InputRules } from './variable-problems.js';

export interface Admission {
  schema: GraphQLSchema;
  rules: InputRules;
  /** Uses points of a credential, or as many as are left; null when there is no limit. */
  takePoints(viewer: Viewer, points: number): Quota | null;
}

/** `GraphQL-Cost: true` asks for the cost in the answer's `extensions`. */
const costHeader = 'graphql-cost';

/** Before an operation runs: whether its credential may do that, what it costs, and its variables. */
export function admitOperation({ schema, rules, takePoints }: Admission): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ request, contextValue: { viewer } }) {
      let told: object | null = null;
      return {
        async didResolveOperation({ document, operation, response }) {
          if (!operation) return;
          checkAccess(schema, document, operation, viewer);
          const requested = operationCost(schema, document, operation, request.variables);
          const refusal = costRefusal(requested);
          const points = refusal ? 1 : pointsFor(requested);
          // The request itself has used one already, and its answer says what was left then.
          const quota = viewer && points > 1 ? takePoints(viewer, points - 1) : null;
          for (const [name, value] of Object.entries(quota ? quotaHeaders(quota) : {})) {
            response.http.headers.set(name, value);
          }
          if (isAskedFor(request.http?.headers.get(costHeader))) {
            const { remaining } = (viewer && takePoints(viewer, 0)) ?? { remaining: null };
            told = { requested, limit: mostCost, points, remaining };
          }
          if (refusal) throw refusal;
          await checkVariables(schema, operation, request.variables ?? {}, rules);
        },
        async willSendResponse({ response: { body } }) {
          if (told === null || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost: told };
        },
      };
    },
  };
}

function isAskedFor(header: string | undefined): boolean {
  return /^(true|1|yes|on)$/i.test(header ?? '');
}
