import { AdminEntity } from '../access/storage/admin.entity.js';
import { ApiKeyEntity } from '../access/storage/api-key.entity.js';
import { SessionEntity } from '../access/storage/session.entity.js';
import { SignInFailuresEntity, SignInNetworkEntity } from '../access/storage/sign-in-counts.entities.js';
import { AuditChainEntity } from '../audit/audit-chain.entity.js';
import { AuditEntryEntity } from '../audit/audit-entry.entity.js';
import { DeliveryServerEntity } from '../delivery-servers/storage/delivery-server.entity.js';
import { DeliveryServerTagEntity } from '../delivery-servers/storage/delivery-server-tag.entity.js';
import { SecretsKeyEntity } from '../delivery-servers/storage/secrets-key.entity.js';
import { EventEntity, OutboxEntity } from '../events/change.entities.js';
import { EventLogEntity } from '../events/event-log.entity.js';
import { IdempotencyKeyEntity } from '../idempotency/idempotency-key.entity.js';
import { LegacyUseEntity } from '../legacy-usage/legacy-use.entity.js';
import { ProbeArrivalEntity } from '../probe/storage/probe-arrival.entity.js';
import { RateUsageEntity } from '../rate-limit/rate-usage.entity.js';
import { TurnEntity } from '../sql/turn.entity.js';
import { ChannelAssignmentEntity } from '../user-groups/storage/channel-assignment.entity.js';
import { UserGroupEntity } from '../user-groups/storage/user-group.entity.js';
import { CheckTransitionEntity } from '../verification-runs/storage/check-transition.entity.js';
import {
  LatestCheckEntity,
  LatestFindingEntity,
} from '../verification-runs/storage/latest-checks.entities.js';
import { VerificationQuotaEntity } from '../verification-runs/storage/verification-quota.entity.js';
import { VerificationResultEntity } from '../verification-runs/storage/verification-result.entity.js';
import { VerificationRunEntity } from '../verification-runs/storage/verification-run.entity.js';
import { VerificationScheduleEntity } from '../verification-runs/storage/verification-schedule.entity.js';
import { WebhookEntity, WebhookPostEntity } from '../webhook/storage/webhook.entities.js';

/** Every table, listed by hand: a glob that matches nothing fails silently. */
export const entities = [
  AdminEntity,
  ApiKeyEntity,
  AuditChainEntity,
  AuditEntryEntity,
  ChannelAssignmentEntity,
  CheckTransitionEntity,
  DeliveryServerEntity,
  DeliveryServerTagEntity,
  EventEntity,
  EventLogEntity,
  IdempotencyKeyEntity,
  LatestCheckEntity,
  LatestFindingEntity,
  LegacyUseEntity,
  OutboxEntity,
  ProbeArrivalEntity,
  RateUsageEntity,
  SecretsKeyEntity,
  SessionEntity,
  SignInFailuresEntity,
  SignInNetworkEntity,
  TurnEntity,
  UserGroupEntity,
  VerificationQuotaEntity,
  VerificationResultEntity,
  VerificationRunEntity,
  WebhookEntity,
  WebhookPostEntity,
  VerificationScheduleEntity,
];
