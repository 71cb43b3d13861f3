import type { Attempt } from '../idempotency/write-once.js';
import type { GatewayContext } from './context.js';

/** The attempt that a mutation's input is, when it or its request has a key; null when it must not be repeated. */
export function attemptFrom(
  operation: string,
  { idempotencyKey, ...input }: { idempotencyKey?: string | null },
  context: GatewayContext,
): Attempt | null {
  const key = idempotencyKey ?? context.idempotencyKey;
  const { viewer } = context;
  if (key === null || viewer === null) return null;
  return { key, caller: `${viewer.kind} ${viewer.rowId}`, operation, input };
}
