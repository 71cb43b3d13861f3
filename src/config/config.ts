import { resolve } from 'node:path';
import type { KeyRing } from '../secrets/key-ring.js';
import type { ResolverAddress } from '../verification/dns/resolver-address.js';
import type { DnsExpectations } from '../verification/expectations.js';
import type { VerificationSchedule } from '../verification-runs/verification-schedule.js';
import type { WebhookAddress } from '../webhook/webhook-address.js';
import { type Administrator, readAdminApiKey, readAdministrator } from './administrator.js';
import { readAdministratorEmail } from './administrator-email.js';
import { readAllowedNetworks } from './allowed-networks.js';
import { readBasePath } from './base-path.js';
import { ConfigError } from './config-error.js';
import { type CorsOrigins, readCorsOrigins } from './cors-origins.js';
import { type DatabaseConfig, readDatabaseUrl } from './database-url.js';
import { readDnsExpectations } from './dns-expectations.js';
import { readDnsResolvers } from './dns-resolvers.js';
import { readHost } from './host.js';
import { type LogLevel, logLevels } from './log-level.js';
import { type MetricsConfig, readMetrics } from './metrics.js';
import { misspeltNames } from './misspelt-names.js';
import { type ProbeConfig, readProbe } from './probe.js';
import { readSecretValues } from './secret-values.js';
import { readSecretsKeys } from './secrets-key.js';
import type { Variables } from './setting-source.js';
import { Settings } from './settings.js';
import { readTracing, type TracingConfig } from './tracing.js';
import { readTrustProxy, type TrustProxy } from './trust-proxy.js';
import { readVerificationSchedule } from './verification-schedule.js';
import { readWebhook } from './webhook.js';

/** Everything that can be set from outside. See `environmentVariables` for meanings and defaults. */
export interface Config {
  host: string;
  port: number;
  database: DatabaseConfig;
  dataDirectory: string;
  /** Null for the folder that comes with the program. */
  cacheDirectory: string | null;
  adminApiKey: string | null;
  administrator: Administrator | null;
  /** The first one seals; null for the file of the embedded database. */
  secretsKeys: KeyRing | null;
  legacySmtpPasswords: 'show' | 'hide';
  legacyTestResults: 'store' | 'verify';
  playground: boolean;
  /** Points for each credential and minute; 0 for no limit. */
  rateLimit: number;
  /** Verifications for each credential and 300 seconds; 0 for no limit. */
  verifyRateLimit: number;
  /** What may be connected to besides the public internet. */
  allowedNetworks: readonly string[];
  /** Messages of delivery tests for each credential and 300 seconds; 0 for no limit. */
  verifyMessageLimit: number;
  /** Who gets those messages when nobody says so. */
  administratorEmail: string | null;
  /** Where the gateway receives its own test messages; null for nowhere. */
  probe: ProbeConfig | null;
  /** Who is told of each check that turns; null for nobody. */
  webhook: WebhookAddress | null;
  /** For how long entries of the audit trail are kept; 0 for ever. */
  auditRetentionDays: number;
  verificationSchedule: VerificationSchedule;
  trustProxy: TrustProxy;
  /** Without a slash at its end; empty for the root. */
  basePath: string;
  corsOrigins: CorsOrigins;
  /** At least one, in the order in which they are asked. */
  dnsResolvers: readonly ResolverAddress[];
  /** What ought to be in DNS for servers that do not say it themselves. */
  dnsExpectations: DnsExpectations;
  metrics: MetricsConfig | null;
  /** What has to be in the environment of OpenTelemetry; null to have no traces. */
  tracing: TracingConfig | null;
  logLevel: LogLevel;
  /** What the log must not have, wherever it stands. */
  secretValues: readonly string[];
}

/**
 * Reads the configuration. Nothing is started, written or remembered; an empty variable counts as unset, and one of blanks
 * is a mistake.
 * @param dotEnv what is taken where the environment has no such variable, not even an empty one
 * @throws ConfigError listing all mistakes
 */
export function loadConfig(environment: Variables, dotEnv: Variables = {}): Config {
  const settings = new Settings(environment, dotEnv);
  const config = readConfig(settings);
  if (settings.mistakes.length > 0)
    throw ConfigError.from([...settings.mistakes, ...misspeltNames(environment, dotEnv)]);
  return config;
}

/** What the settings say. It is of use when `settings.mistakes` is empty afterwards. */
export function readConfig(settings: Settings): Config {
  return {
    port: settings.wholeNumber('PORT', 65_535, 4000),
    host: readHost(settings),
    database: readDatabaseUrl(settings),
    dataDirectory: settings.directory('DATA_DIR') ?? resolve('.data'),
    cacheDirectory: settings.directory('CACHE_DIR'),
    adminApiKey: readAdminApiKey(settings),
    administrator: readAdministrator(settings),
    secretsKeys: readSecretsKeys(settings),
    legacySmtpPasswords: settings.oneOf('LEGACY_SMTP_PASSWORDS', ['show', 'hide'], 'show'),
    legacyTestResults: settings.oneOf('LEGACY_TESTRESULTS', ['store', 'verify'], 'store'),
    playground: settings.isOn('PLAYGROUND', true),
    rateLimit: settings.wholeNumber('RATE_LIMIT', 1_000_000_000, 60_000),
    verifyRateLimit: settings.wholeNumber('VERIFY_RATE_LIMIT', 1_000_000_000, 600),
    allowedNetworks: readAllowedNetworks(settings),
    verifyMessageLimit: settings.wholeNumber('VERIFY_MESSAGE_LIMIT', 1_000_000_000, 10),
    administratorEmail: readAdministratorEmail(settings),
    probe: readProbe(settings),
    webhook: readWebhook(settings),
    auditRetentionDays: settings.wholeNumber('AUDIT_RETENTION_DAYS', 36_500, 400),
    verificationSchedule: readVerificationSchedule(settings),
    trustProxy: readTrustProxy(settings),
    basePath: readBasePath(settings),
    corsOrigins: readCorsOrigins(settings),
    dnsResolvers: readDnsResolvers(settings),
    dnsExpectations: readDnsExpectations(settings),
    metrics: readMetrics(settings),
    tracing: readTracing(settings),
    logLevel: settings.oneOf('LOG_LEVEL', logLevels, 'info'),
    secretValues: readSecretValues(settings),
  };
}
