import { type Author, authorOf } from '../audit/author.js';
import { callerId } from '../caller/caller.js';
import type { IdempotentRequest } from '../idempotency/write-once.js';
import type { WriteRequest } from '../idempotency/write-request.js';
import type { GatewayContext } from './context.js';

/** What stands behind a mutation, which may have an idempotency key in its input or in its HTTP request. */
export function writeRequestFrom(
  operation: string,
  input: { idempotencyKey?: string | null },
  context: GatewayContext,
): WriteRequest {
  return {
    author: authorFrom(operation, context),
    sight: context.sight,
    idempotent: idempotentRequestFrom(operation, input, context),
  };
}

/** Who asks for an operation. */
export function authorFrom(operation: string, context: GatewayContext): Author {
  const { caller, clientAddress: address, requestId, command } = context;
  return authorOf(caller, { address, requestId, operation, command });
}

function idempotentRequestFrom(
  operation: string,
  { idempotencyKey, ...input }: { idempotencyKey?: string | null },
  context: GatewayContext,
): IdempotentRequest | null {
  const key = idempotencyKey ?? context.idempotencyKey;
  const { caller } = context;
  if (key === null || caller === null) return null;
  return { key, caller: callerId(caller), operation, input };
}
