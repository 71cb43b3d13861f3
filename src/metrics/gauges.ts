import { performance } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** What is looked at when somebody asks for the metrics, and not before. */
export interface Gauged {
  pool(): { used: number; free: number; waiting: number };
  connections(): { subscriptions: number; webSockets: number; eventStreams: number };
  /** How long the oldest change has been waiting to become an event; rejects while the database is away. */
  outboxLagSeconds(): Promise<number>;
  /** How long the oldest entry of the audit trail has been waiting to be linked; rejects as well. */
  auditLagSeconds(): Promise<number>;
  /** How long the server that is due for longest has been waiting to be verified; rejects as well. */
  scheduleLagSeconds(): Promise<number>;
}

export function registerGauges(registry: Registry, gauged: Gauged): void {
  const { pool, connections, outboxLagSeconds, auditLagSeconds, scheduleLagSeconds } = gauged;
  const registers = [registry];
  new Gauge({
    name: 'gateway_database_pool_connections',
    help: 'Connections of the pool that are used or free, and statements that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(pool())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'gateway_open_connections',
    help: 'Open WebSockets, event streams, and the subscriptions on them.',
    labelNames: ['kind'],
    registers,
    collect() {
      const { webSockets, eventStreams, subscriptions } = connections();
      this.set({ kind: 'websocket' }, webSockets);
      this.set({ kind: 'event_stream' }, eventStreams);
      this.set({ kind: 'subscription' }, subscriptions);
    },
  });
  new Gauge({
    name: 'gateway_outbox_lag_seconds',
    help: 'How long the oldest change has been waiting to become an event; NaN while the database is away.',
    registers,
    async collect() {
      this.set(await outboxLagSeconds().catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: 'gateway_audit_lag_seconds',
    help: 'How long the oldest entry of the audit trail has been waiting to be linked into its chain; NaN while the database is away.',
    registers,
    async collect() {
      this.set(await auditLagSeconds().catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: 'gateway_verification_schedule_lag_seconds',
    help: 'How long the server that has been due for longest waits to be verified by the schedule; NaN while the database is away.',
    registers,
    async collect() {
      this.set(await scheduleLagSeconds().catch(() => Number.NaN));
    },
  });
  let last = performance.eventLoopUtilization();
  new Gauge({
    name: 'gateway_event_loop_utilization_ratio',
    help: 'Share of the time since the last look that the event loop was busy, from 0 to 1.',
    registers,
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
  });
}
