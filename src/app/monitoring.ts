import type { Router } from 'express';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { AuditChain } from '../audit/audit-chain.js';
import type { RecordRefusal } from '../audit/record-refusal.js';
import type { Authenticate } from '../caller/caller.js';
import type { ObserveStatement } from '../database/observe-statements.js';
import { poolState } from '../database/pool-state.js';
import type { EventLog } from '../events/event-log.js';
import type { EndedOperation, OperationObserver } from '../graphql/execution/observe-operations.js';
import type { RequestLog } from '../http/log-requests.js';
import { listenForMetrics, metricsRouter } from '../http/metrics.router.js';
import type { LimitRate } from '../rate-limit/quota.js';
import type { Tracing } from '../tracing/tracing.js';
import type { AppOptions } from './options.js';
import type { createSubscriptions } from './subscriptions.js';

/** What is counted and traced, and where it is hooked in. Without either, nothing is. */
export type Monitoring = Awaited<ReturnType<typeof createMonitoring>>;

type MysqlOptions = Extract<DataSourceOptions, { type: 'mysql' | 'mariadb' }>;

interface Watched {
  dataSource: DataSource;
  subscriptions: ReturnType<typeof createSubscriptions>;
  eventLog: EventLog;
  auditChain: AuditChain;
  verification: { scheduleLagSeconds(): Promise<number> };
}

export async function createMonitoring(options: Pick<AppOptions, 'metrics' | 'tracing'>) {
  const metrics = options.metrics ? (await import('../metrics/metrics.js')).createMetrics() : null;
  const { tracing } = options;
  let server: Awaited<ReturnType<typeof listenForMetrics>> | null = null;
  const observer: OperationObserver = { run: tracing?.run ?? null, ended: metrics?.operation ?? null };
  return {
    metrics,
    tracing,
    operations: metrics || tracing ? observer : null,
    statement: statementObserver(metrics?.statement ?? null, tracing),

    subscriptionAsked:
      metrics &&
      ((operation: EndedOperation) => {
        metrics.operation(operation, null);
        if (operation.outcome === 'RATE_LIMITED') metrics.rateLimited();
      }),

    /** `/metrics` on the port of the gateway, unless it is off or has a port of its own. */
    router: (authenticate: Authenticate, recordRefusal: RecordRefusal): Router | null =>
      metrics && options.metrics?.port === null ? metricsRouter(metrics, authenticate, recordRefusal) : null,

    /** Looks at what there is to look at from now on. @returns the port of `/metrics` when it has one of its own */
    async begin(
      host: string,
      { dataSource, subscriptions, eventLog, auditChain, verification }: Watched,
    ): Promise<number | null> {
      const { type, host: address = '', port = 3306, database = '' } = dataSource.options as MysqlOptions;
      tracing?.describeDatabase({
        'db.system.name': type,
        'db.namespace': database,
        'server.address': address,
        'server.port': port,
      });
      metrics?.watch({
        pool: () => poolState(dataSource),
        connections: subscriptions.openCounts,
        outboxLagSeconds: () => eventLog.lagSeconds(),
        auditLagSeconds: () => auditChain.lagSeconds(),
        scheduleLagSeconds: verification.scheduleLagSeconds,
      });
      if (!metrics || typeof options.metrics?.port !== 'number') return null;
      server = await listenForMetrics(metrics, host, options.metrics.port);
      return server.port;
    },

    stop: () => Promise.all([server?.stop(), tracing?.stop()]),

    requestLog({ request, failure }: RequestLog): RequestLog {
      if (!metrics && !tracing) return { request, failure };
      return {
        failure,
        request(line, response) {
          request(tracing && response ? { ...line, ...tracing.endRequest(line, response) } : line, response);
          metrics?.request(line, response);
        },
      };
    },

    limitRate(limitRate: LimitRate): LimitRate {
      if (!metrics) return limitRate;
      return (caller, setHeaders) => {
        try {
          limitRate(caller, setHeaders);
        } catch (error) {
          metrics.rateLimited();
          throw error;
        }
      };
    },
  };
}

function statementObserver(count: ObserveStatement | null, tracing: Tracing | null): ObserveStatement | null {
  const trace = tracing?.statement ?? null;
  if (!count || !trace) return count ?? trace;
  return (sql) => {
    const endCount = count(sql);
    const endTrace = trace(sql);
    return (error) => {
      endCount(error);
      endTrace(error);
    };
  };
}
