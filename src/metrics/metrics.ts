import { collectDefaultMetrics, Registry } from 'prom-client';
import { createDatabaseMetrics } from './database-metrics.js';
import { type Gauged, registerGauges } from './gauges.js';
import { createOperationMetrics } from './operation-metrics.js';
import { createRequestMetrics } from './request-metrics.js';

export type Metrics = ReturnType<typeof createMetrics>;

/** Everything that is counted, and its text in the format of Prometheus. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  let beingWritten: Promise<string> | null = null;
  return {
    ...createRequestMetrics(registry),
    ...createOperationMetrics(registry),
    ...createDatabaseMetrics(registry),
    watch: (gauged: Gauged) => registerGauges(registry, gauged),
    contentType: registry.contentType,
    /** All who ask at once get the same, so that they cost the database one statement. */
    text(): Promise<string> {
      beingWritten ??= registry.metrics().finally(() => {
        beingWritten = null;
      });
      return beingWritten;
    },
  };
}
