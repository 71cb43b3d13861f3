import { Counter, type Registry } from 'prom-client';
import { createBoundedLabel, other } from './bounded-label.js';
import { secondBuckets } from './buckets.js';
import { createCounters, createHistograms } from './series.js';

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
  const requests = createCounters(registry, {
    name: 'gateway_graphql_requests_total',
    help: 'GraphQL operations by name, kind and outcome: OK, or the code of the first error.',
    labelNames: ['operation', 'kind', 'outcome'],
  });
  const duration = createHistograms(registry, {
    name: 'gateway_graphql_request_duration_seconds',
    help: 'Time that GraphQL operations took, by name and kind.',
    labelNames: ['operation', 'kind'],
    buckets: secondBuckets,
  });
  const rateLimited = new Counter({
    name: 'gateway_rate_limited_requests_total',
    help: 'Requests refused because their credential had no points left in the minute.',
    registers,
  });
  const signInFailures = createCounters(registry, {
    name: 'gateway_sign_in_failures_total',
    help: 'Sign-ins (signIn, admin.login) with a wrong user name, password or key (WRONG), or refused after too many (TOO_MANY).',
    labelNames: ['reason'],
  });
  const label = createBoundedLabel(maxNames);
  const nameLabel = (name: string | null) => (name === null ? 'unnamed' : label(name));

  return {
    /** @param seconds null for a subscription, which was opened only */
    operation({ name, kind, isAuthenticated, outcome }: MeasuredOperation, seconds: number | null): void {
      const isKnown = isAuthenticated && kind !== null;
      const operation = isKnown ? nameLabel(name) : other;
      requests(operation, kind ?? 'none', outcome).inc();
      if (seconds !== null) duration(operation, kind ?? 'none').observe(seconds);
    },
    rateLimited: () => rateLimited.inc(),
    signInFailed: (reason: 'WRONG' | 'TOO_MANY') => signInFailures(reason).inc(),
  };
}
