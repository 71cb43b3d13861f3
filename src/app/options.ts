import type { Logger } from 'pino';
import type { CorsOrigins } from '../config/cors-origins.js';
import type { ProbeConfig } from '../config/probe.js';
import type { TrustProxy } from '../config/trust-proxy.js';
import type { DatabaseAddress } from '../database/data-source.js';
import type { StopTimes } from '../http/stop-server.js';
import type { KeyRing } from '../secrets/key-ring.js';
import type { Tracing } from '../tracing/tracing.js';
import type { ResolverAddress } from '../verification/dns/resolver-address.js';
import type { DnsExpectations } from '../verification/expectations.js';
import type { RunTimes } from '../verification-runs/service/run-worker.js';
import type { ScheduleTimes } from '../verification-runs/service/verification-scheduler.js';
import type { VerificationSchedule } from '../verification-runs/verification-schedule.js';
import type { WebhookTimes } from '../webhook/service/webhook-worker.js';
import type { WebhookAddress } from '../webhook/webhook-address.js';
import type { EnvironmentAccess } from './apply-environment.js';
import type { UpkeepIntervals } from './upkeep.js';

/** What a gateway is started with. */
export interface AppOptions extends EnvironmentAccess, Reach, Partial<Times> {
  database: DatabaseAddress;
  /** The first one seals, all of them open. */
  secretsKeys: KeyRing;
  legacySmtpPasswords: 'show' | 'hide';
  legacyTestResults: 'store' | 'verify';
  /** Folder of the built page, or null to have neither playground nor introspection. */
  playgroundDirectory: string | null;
  /** Points for each credential and minute, at all gateways on the database; 0 for no limit. */
  rateLimit: number;
  /** Verifications for each credential and 300 seconds, at all gateways on the database; 0 for no limit. */
  verifyRateLimit: number;
  /** Messages of delivery tests for each credential and 300 seconds, at all gateways on the database; 0 for no limit. */
  verifyMessageLimit: number;
  /** Who gets the message of a delivery test when nobody says so; null when nobody is known. */
  administratorEmail: string | null;
  /** Who is trusted to sign certificates of SMTP servers, as PEM; null for those that Node trusts. */
  smtpAuthorities: readonly string[] | null;
  /** For how long entries of the audit trail are kept; 0 for ever. */
  auditRetentionDays: number;
  /** What is verified without being asked. */
  verificationSchedule: VerificationSchedule;
  /** Whom checks of DNS ask. */
  dnsResolvers: readonly ResolverAddress[];
  /** What may be connected to besides the public internet. */
  allowedNetworks: readonly string[];
  /** Where test messages are received; null for nowhere. */
  probe: ProbeConfig | null;
  /** Who is told of each check that turns; null for nobody. */
  webhook: WebhookAddress | null;
  host: string;
  port: number;
  /** Whether an empty database is filled with demo data. */
  demo: boolean;
  log: Logger;
  /** What ought to be in DNS for servers that do not say it themselves. */
  dnsExpectations: DnsExpectations;
  /** `/metrics` on a port of its own, or on that of the gateway with null for its port; null for none. */
  metrics: { port: number | null } | null;
  /** Spans of what is done; null for none. */
  tracing: Tracing | null;
}

/** From where the gateway is used. */
export interface Reach {
  /** Whose `X-Forwarded-For` is trusted. */
  trustProxy: TrustProxy;
  /** Whose pages may use the gateway, beside its own. */
  corsOrigins: CorsOrigins;
  /** The path under which clients find the gateway, such as `/gateway`; empty for the root. */
  basePath: string;
}

export interface Times extends UpkeepIntervals {
  /** How often a subscriber hears that its connection lives. */
  heartbeatMilliseconds: number;
  /** How long an answer may take to begin. */
  answerMilliseconds: number;
  /** When stopping goes on to its next step. */
  stopTimes: StopTimes;
  /** For the results of runs under way to be written. */
  stopRunsMilliseconds: number;
  /** For what remains to be written when the last answer is out. */
  closeMilliseconds: number;
  verificationTimes: RunTimes;
  /** How long a run waits for its message to come back. */
  probeMilliseconds: number;
  webhookTimes: WebhookTimes;
  /** How long a command of the legacy API waits for the run that it has started. */
  verifyWaitMilliseconds: number;
  scheduleTimes: ScheduleTimes;
}

/** See {@link App.stop} for those of a stop. */
export const usualTimes: Times = {
  heartbeatMilliseconds: 15_000,
  answerMilliseconds: 8_000,
  stopTimes: { listenUntil: 500, refuseAt: 7_000, cutAt: 7_500 },
  stopRunsMilliseconds: 3_000,
  closeMilliseconds: 500,
  verificationTimes: {
    runMilliseconds: 20_000,
    leaseMilliseconds: 30_000,
    pollMilliseconds: 2_000,
    gatherMilliseconds: 250,
  },
  probeMilliseconds: 20_000,
  webhookTimes: {
    pollMilliseconds: 1_000,
    attemptMilliseconds: 10_000,
    leaseMilliseconds: 20_000,
    firstPauseMilliseconds: 10_000,
    longestPauseMilliseconds: 900_000,
    giveUpMilliseconds: 86_400_000,
  },
  verifyWaitMilliseconds: 30_000,
  scheduleTimes: { lookMilliseconds: 500, enrolMilliseconds: 30_000 },
  // Often, so that however many changes there are, few wait to be moved at once.
  publishMilliseconds: 1_000,
  removalMilliseconds: 60_000,
};

/** What a start found or made of the installation. */
export interface FirstStart {
  /** The key made on the very first start, to be shown once; null on every other start. */
  firstApiKey: string | null;
  /** Whether no key and no administrator can manage keys any more. */
  isLockedOut: boolean;
  /** What became of the demo data, in words; null when none was asked for. */
  demoData: string | null;
}

export interface App extends FirstStart {
  port: number;
  /** Where `/metrics` is alone; null when it is not on a port of its own. */
  metricsPort: number | null;
  /** Where test messages are received; null for nowhere. */
  probePort: number | null;
  /**
   * For half a second it still takes requests, so that nobody's is lost on the way, and `/readyz` says 503. Then it lets
   * requests in flight finish, until 7 seconds are over, and closes everything that was opened. All of it takes 8 seconds
   * at most: after 10 Docker would kill the process, and the embedded database has to be stopped after this.
   */
  stop(): Promise<void>;
}
