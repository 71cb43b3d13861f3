import { Histogram, type Registry } from 'prom-client';
import { other } from './bounded-label.js';
import { groupBuckets, secondBuckets } from './buckets.js';
import { createCounters, createHistograms } from './series.js';

const kinds = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'START', 'COMMIT', 'ROLLBACK'];

/** What is asked of the database, and how it fails. */
export function createDatabaseMetrics(registry: Registry) {
  const registers = [registry];
  const statements = createHistograms(registry, {
    name: 'gateway_database_statement_duration_seconds',
    help: 'Time that statements took, by their first word.',
    labelNames: ['kind'],
    buckets: secondBuckets,
  });
  const errors = createCounters(registry, {
    name: 'gateway_database_statement_errors_total',
    help: 'Statements that failed, by their first word.',
    labelNames: ['kind'],
  });
  const failures = createCounters(registry, {
    name: 'gateway_database_failures_total',
    help: 'Failures of the database that requests met: UNAVAILABLE, READ_ONLY, DISK_FULL, OUTCOME_UNKNOWN, TOO_SLOW.',
    labelNames: ['failure'],
  });
  const groups = new Histogram({
    name: 'gateway_shared_transaction_changes',
    help: 'How many changes shared a transaction.',
    buckets: groupBuckets,
    registers,
  });
  const reads = new Histogram({
    name: 'gateway_shared_read_requests',
    help: 'How many asked for the same list at once and got it from one statement.',
    buckets: groupBuckets,
    registers,
  });
  /** One failure is asked about at several places. */
  const counted = new WeakSet<object>();

  return {
    /** @returns what to call at the end of the statement */
    statement(sql: string): (error: unknown) => void {
      const begun = performance.now();
      const kind = kindOf(sql);
      const duration = statements(kind);
      return (error) => {
        duration.observe((performance.now() - begun) / 1_000);
        if (error) errors(kind).inc();
      };
    },
    databaseFailed(failure: string, error: unknown): void {
      if (typeof error !== 'object' || error === null || counted.has(error)) return;
      counted.add(error);
      failures(failure).inc();
    },
    groupCommitted: (size: number) => groups.observe(size),
    readShared: (askers: number) => reads.observe(askers),
  };
}

function kindOf(sql: string): string {
  const word = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  return kinds.includes(word) ? word : other;
}
