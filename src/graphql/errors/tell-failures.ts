import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../context.js';
import { outcomeUnknown, statusOfFailures, unavailableCode } from './error-policy.js';

type Request = GraphQLRequestContextWillSendResponse<GatewayContext>;

/**
 * Tells under which id a fault of ours is in the log, and answers 503 or 504 when the database failed. `Retry-After` is
 * there only when the whole request may be sent again: it only reads, or nothing of it was done.
 */
export function tellFailures({ response: { http, body }, operation, contextValue }: Request): void {
  const errors = (body.kind === 'single' && body.singleResult.errors) || [];
  let mayBeDone = false;
  for (const error of errors) {
    const { extensions, path = [] } = error;
    if (extensions?.code === 'INTERNAL_SERVER_ERROR')
      Object.assign(extensions, { requestId: contextValue.requestId });
    const isOfDatabase = statusOfFailures([extensions?.code]) !== null;
    if (!isOfDatabase || operation?.operation !== OperationTypeNode.MUTATION) continue;
    // Below its field the mutation is over, and only its answer could not be read to the end.
    if (path.length > 1) Object.assign(error, outcomeUnknown());
    mayBeDone ||= path.length > 1 || path[0] !== firstField(operation);
  }
  const codes = errors.map(({ extensions }) => extensions?.code);
  const status = statusOfFailures(codes);
  if (status === null) return;
  http.status = status;
  if (codes.includes(unavailableCode) && !codes.includes(outcomeUnknown().extensions.code) && !mayBeDone)
    http.headers.set('retry-after', '5');
}

/** Under which name the answer has the mutation that is made first; null when that is in a fragment. */
function firstField({ selectionSet: { selections } }: OperationDefinitionNode): string | null {
  const [first] = selections;
  return first?.kind === Kind.FIELD ? (first.alias ?? first.name).value : null;
}
