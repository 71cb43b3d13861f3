import { CreateTables1763800000000 } from './1763800000000-create-tables.js';
import { PauseAndTagServers1764000000000 } from './1764000000000-pause-and-tag-servers.js';
import { CreateOutbox1764000100000 } from './1764000100000-create-outbox.js';
import { CreateEventLog1764000110000 } from './1764000110000-create-event-log.js';
import { IndexLists1764000200000 } from './1764000200000-index-lists.js';
import { CreateRateUsage1764000300000 } from './1764000300000-create-rate-usage.js';
import { CreateIdempotencyKeys1764000400000 } from './1764000400000-create-idempotency-keys.js';
import { CreateSecretsKeys1764000510000 } from './1764000510000-create-secrets-keys.js';
import { WidenCheckStatus1764000600000 } from './1764000600000-widen-check-status.js';
import { ExpectRecords1764000650000 } from './1764000650000-expect-records.js';
import { CreateVerificationRuns1764000700000 } from './1764000700000-create-verification-runs.js';
import { TestDelivery1764000800000 } from './1764000800000-test-delivery.js';
import { SettleChecks1764000810000 } from './1764000810000-settle-checks.js';
import { ScheduleVerifications1764000815000 } from './1764000815000-schedule-verifications.js';
import { CreateWebhook1764000820000 } from './1764000820000-create-webhook.js';
import { CreateProbeArrivals1764000830000 } from './1764000830000-create-probe-arrivals.js';
import { AddRunCaller1764000840000 } from './1764000840000-add-run-caller.js';
import { CreateAuditEntries1764000900000 } from './1764000900000-create-audit-entries.js';
import { CreateAuditChain1764000910000 } from './1764000910000-create-audit-chain.js';
import { ManageAdministrators1764000930000 } from './1764000930000-manage-administrators.js';
import { CountSignInFailures1764000931000 } from './1764000931000-count-sign-in-failures.js';
import { LimitAndRollKeys1764000932000 } from './1764000932000-limit-and-roll-keys.js';
import { AddKeyTag1764000940000 } from './1764000940000-add-key-tag.js';
import { AddLostTags1764000941000 } from './1764000941000-add-lost-tags.js';
import { CreateConfigurationLocks1764000950000 } from './1764000950000-create-configuration-locks.js';
import { CreateTurns1764000960000 } from './1764000960000-create-turns.js';

/** Every migration, oldest first, listed by hand: a glob that matches nothing fails silently. */
export const migrations = [
  CreateTables1763800000000,
  PauseAndTagServers1764000000000,
  CreateOutbox1764000100000,
  CreateEventLog1764000110000,
  IndexLists1764000200000,
  CreateRateUsage1764000300000,
  CreateIdempotencyKeys1764000400000,
  CreateSecretsKeys1764000510000,
  WidenCheckStatus1764000600000,
  ExpectRecords1764000650000,
  CreateVerificationRuns1764000700000,
  TestDelivery1764000800000,
  SettleChecks1764000810000,
  ScheduleVerifications1764000815000,
  CreateWebhook1764000820000,
  CreateProbeArrivals1764000830000,
  AddRunCaller1764000840000,
  CreateAuditEntries1764000900000,
  CreateAuditChain1764000910000,
  ManageAdministrators1764000930000,
  CountSignInFailures1764000931000,
  LimitAndRollKeys1764000932000,
  AddKeyTag1764000940000,
  AddLostTags1764000941000,
  CreateConfigurationLocks1764000950000,
  CreateTurns1764000960000,
];

export type Migrations = typeof migrations;

/** The migrations up to the one of this name; null when there is none. */
export function migrationsThrough(name: string): Migrations | null {
  const index = migrations.findIndex((migration) => new migration().name === name);
  return index === -1 ? null : migrations.slice(0, index + 1);
}
