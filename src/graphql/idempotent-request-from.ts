import { callerId } from '../caller/caller.js';
import type { IdempotentRequest } from '../idempotency/write-once.js';
import type { GatewayContext } from './context.js';

/** The idempotent request that a mutation belongs to, when its input or its HTTP request has a key; else null. */
export function idempotentRequestFrom(
  operation: string,
  { idempotencyKey, ...input }: { idempotencyKey?: string | null },
  context: GatewayContext,
): IdempotentRequest | null {
  const key = idempotencyKey ?? context.idempotencyKey;
  const { caller } = context;
  if (key === null || caller === null) return null;
  return { key, caller: callerId(caller), operation, input };
}
