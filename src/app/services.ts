import { AdministratorService } from '../access/service/administrator.service.js';
import { ApiKeyService } from '../access/service/api-key.service.js';
import { Authenticator } from '../access/service/authenticator.js';
import { EnvironmentAccess } from '../access/service/environment-access.js';
import { PasswordQueue } from '../access/service/password-queue.js';
import { createRecordUsage } from '../access/service/record-usage.js';
import { createReportForeignNetwork } from '../access/service/report-foreign-network.js';
import { AuditChain } from '../audit/audit-chain.js';
import { CoalescedAudit } from '../audit/coalesced-audit.js';
import { createRecordRefusal } from '../audit/record-refusal.js';
import { createRecordTogether } from '../audit/record-together.js';
import { ChainVerifier } from '../audit-trail/service/chain-verifier.js';
import { AuditEntryRepository } from '../audit-trail/storage/audit-entry.repository.js';
import { shareReads } from '../batching/share-reads.js';
import { ConfigurationService } from '../configuration/service/configuration.service.js';
import { createChangeDeliveryServer } from '../delivery-servers/service/change-delivery-server.js';
import { DeliveryServerService } from '../delivery-servers/service/delivery-server.service.js';
import { SecretsService } from '../delivery-servers/service/secrets.service.js';
import { DeliveryServerLoaders } from '../delivery-servers/storage/delivery-server.loaders.js';
import { DeliveryServerRepository } from '../delivery-servers/storage/delivery-server.repository.js';
import { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import { EventFeed, type IsSeen } from '../events/event-feed.js';
import { EventLog } from '../events/event-log.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import { createWriteOnce, type WriteOnceTo } from '../idempotency/write-once.js';
import { LegacyUsageService } from '../legacy-usage/legacy-usage.service.js';
import { errorLogFields } from '../logging/log.js';
import type { Metrics } from '../metrics/metrics.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import { createSyncUsage } from '../rate-limit/sync-usage.js';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { createFingerprints } from '../secrets/fingerprint.js';
import { createSealer } from '../secrets/sealer.js';
import type { Read } from '../sql/read.js';
import { deadlineMilliseconds, repeatable, type Transact } from '../sql/transact.js';
import { watchWrites } from '../sql/watch-writes.js';
import { UserGroupService } from '../user-groups/service/user-group.service.js';
import { UserGroupLoaders } from '../user-groups/storage/user-group.loaders.js';
import { UserGroupRepository } from '../user-groups/storage/user-group.repository.js';
import type { AppOptions, Times } from './options.js';
import { createSignIn } from './sign-in.js';
import { createVerification } from './verification.js';
import { createWebhook } from './webhook.js';

type ServiceOptions = Pick<
  AppOptions & Times,
  | 'secretsKeys'
  | 'rateLimit'
  | 'verifyRateLimit'
  | 'verifyMessageLimit'
  | 'administratorEmail'
  | 'dnsResolvers'
  | 'smtpAuthorities'
  | 'dnsExpectations'
  | 'probe'
  | 'probeMilliseconds'
  | 'allowedNetworks'
  | 'webhook'
  | 'webhookTimes'
  | 'verificationTimes'
  | 'verifyWaitMilliseconds'
  | 'verificationSchedule'
  | 'scheduleTimes'
  | 'log'
>;

interface ServiceParts extends ServiceOptions, FailurePolicy {
  read: Read;
  transact: Transact;
  /** Counts; null for nobody. */
  metrics: Pick<Metrics, 'groupCommitted' | 'readShared' | 'signInFailed'> | null;
}

/** What can be done with the objects of the gateway, and how they are read. */
export type Services = ReturnType<typeof createServices>;

export function createServices(parts: ServiceParts) {
  const { read, transact, secretsKeys, rateLimit, classifyFailure, report, log, metrics } = parts;
  // Watched is what requests write. The gateway itself often has nothing to write, which says nothing of writes.
  const writeWatch = watchWrites();
  const write = writeWatch.watch(transact);

  const recordUsage = createRecordUsage(transact, (error) =>
    log.debug(errorLogFields(error), 'last use of a key not recorded'),
  );
  const coalescedAudit = new CoalescedAudit(transact, (error, records) =>
    log.error({ ...errorLogFields(error), records }, 'the audit trail lacks what could not be written'),
  );
  const authenticator = new Authenticator(
    read,
    recordUsage,
    createReportForeignNetwork(coalescedAudit, (line) =>
      log.warn(line, 'a valid API key came from a network that it is not for'),
    ),
  );
  const passwords = new PasswordQueue();
  const signIn = createSignIn({ ...parts, transact: write, authenticator, passwords, coalescedAudit });

  const fingerprints = createFingerprints(secretsKeys, 'delivery-gateway idempotency');
  const oneByOne = createConcurrencyLimit({ running: 1, waiting: 100, milliseconds: deadlineMilliseconds });
  const writeOnce = createWriteOnce(write, repeatable(write), fingerprints, oneByOne);
  const writeOnceTo: WriteOnceTo = (id, idempotent, work) =>
    oneByOne(id, (millisecondsLeft) => writeOnce(idempotent, work, millisecondsLeft));

  const vault = new PasswordVault(createSealer(secretsKeys), read, (deliveryServerId, reason) =>
    log.error({ deliveryServerId }, `a stored SMTP password does not open: ${reason}; store it again`),
  );
  const changeServer = createChangeDeliveryServer(write, metrics?.groupCommitted);
  // Who asks for the same list in one turn of the event loop gets it from one statement.
  const sharedRead = shareReads(read, metrics?.readShared);
  const deliveryServers = new DeliveryServerRepository(read);
  const userGroups = new UserGroupRepository(read);
  const eventLog = new EventLog(read, repeatable(transact));

  const verification = createVerification({ ...parts, vault, transact: repeatable(transact), writeOnce });

  const deliveryServerLoaders = new DeliveryServerLoaders(deliveryServers, (rowIds) =>
    vault.damagedAmong(rowIds),
  );
  const onlyId = new Set(['id']);
  const isSeen: IsSeen = {
    DELIVERY_SERVER: async (rowId, sight) =>
      (await deliveryServerLoaders.deliveryServer(sight, onlyId).load(rowId)) !== null,
    VERIFICATION_RUN: async (rowId, sight) =>
      (await verification.verificationRunLoaders.run(sight).load(rowId)) !== null,
    // Groups are there for everybody.
    USER_GROUP: async () => true,
  };

  return {
    authenticator,
    apiKeys: new ApiKeyService(read, write, authenticator),
    administrators: new AdministratorService(read, writeOnce, writeOnceTo, authenticator, passwords),
    environmentAccess: new EnvironmentAccess(write),
    ...signIn,
    vault,
    coalescedAudit,
    recordRefusal: createRecordRefusal(coalescedAudit),
    recordReveal: createRecordTogether(repeatable(transact)),
    writeWatch,
    deliveryServers,
    deliveryServerLoaders,
    deliveryServersWithSharedReads: new DeliveryServerRepository(sharedRead),
    deliveryServerService: new DeliveryServerService(write, writeOnce, writeOnceTo, changeServer, vault),
    secretsService: new SecretsService(read, repeatable(write), vault),
    ...verification,
    ...createWebhook({
      ...parts,
      ...verification,
      transact: repeatable(transact),
      eventLog,
      deliveryServers,
    }),
    userGroups,
    userGroupLoaders: new UserGroupLoaders(userGroups),
    userGroupsWithSharedReads: new UserGroupRepository(sharedRead),
    userGroupService: new UserGroupService(writeOnce, writeOnceTo),
    configurationService: new ConfigurationService(writeOnceTo, vault),
    legacyUsage: new LegacyUsageService(read, transact, (error) =>
      log.warn(errorLogFields(error), 'uses of the legacy API are not written yet'),
    ),
    auditChain: new AuditChain(read, repeatable(transact)),
    chainVerifier: new ChainVerifier(read),
    auditEntries: new AuditEntryRepository(read),
    eventLog,
    eventFeed: new EventFeed(eventLog, isSeen, (error) => classifyFailure(error) !== null, report),
    rateLimiter:
      rateLimit === 0
        ? null
        : new RateLimiter(rateLimit, createSyncUsage(transact), (error) =>
            log.debug(errorLogFields(error), 'the use of credentials is not exchanged'),
          ),
  };
}
