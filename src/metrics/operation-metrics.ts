import { Counter, Histogram, type Registry } from 'prom-client';
import { createBoundedLabel, other } from './bounded-label.js';
import { secondBuckets } from './buckets.js';

export interface MeasuredOperation {
  /** Null when it has none. */
  name: string | null;
  /** Null when what came has no operation that could be found. */
  kind: string | null;
  /** Whether it came with a valid credential. */
  isAuthenticated: boolean;
  /** `OK`, or the code of the first error. */
  outcome: string;
}

const maxNames = 200;

/** Operations of GraphQL, and what was refused before there was one. */
export function createOperationMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: 'gateway_graphql_requests_total',
    help: 'GraphQL operations by name, kind and outcome: OK, or the code of the first error.',
    labelNames: ['operation', 'kind', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'gateway_graphql_request_duration_seconds',
    help: 'Time that GraphQL operations took, by name and kind.',
    labelNames: ['operation', 'kind'],
    buckets: secondBuckets,
    registers,
  });
  const rateLimited = new Counter({
    name: 'gateway_rate_limited_requests_total',
    help: 'Requests refused because their credential had no points left in the minute.',
    registers,
  });
  const signInFailures = new Counter({
    name: 'gateway_sign_in_failures_total',
    help: 'Attempts to sign in with a wrong user name, password or key (WRONG), or refused after too many (TOO_MANY).',
    labelNames: ['reason'],
    registers,
  });
  const nameLabel = createBoundedLabel(maxNames);

  return {
    /** @param seconds null for a subscription, which was opened only */
    operation({ name, kind, isAuthenticated, outcome }: MeasuredOperation, seconds: number | null): void {
      const labels = {
        operation: isAuthenticated && kind !== null ? (name === null ? 'unnamed' : nameLabel(name)) : other,
        kind: kind ?? 'none',
      };
      requests.inc({ ...labels, outcome });
      if (seconds !== null) duration.observe(labels, seconds);
    },
    rateLimited: () => rateLimited.inc(),
    signInFailed: (reason: 'WRONG' | 'TOO_MANY') => signInFailures.inc({ reason }),
  };
}
