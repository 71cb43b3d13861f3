import type { Logger } from 'pino';
import { ApiKeyService } from '../access/service/api-key.service.js';
import { Authenticator } from '../access/service/authenticator.js';
import { createRecordUsage } from '../access/service/record-usage.js';
import { SignInService, signInConcurrency } from '../access/service/sign-in.service.js';
import { shareReads } from '../batching/share-reads.js';
import { createChangeDeliveryServer } from '../delivery-servers/service/change-delivery-server.js';
import { DeliveryServerService } from '../delivery-servers/service/delivery-server.service.js';
import { DeliveryServerLoaders } from '../delivery-servers/storage/delivery-server.loaders.js';
import { DeliveryServerRepository } from '../delivery-servers/storage/delivery-server.repository.js';
import { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import { createWriteOnce, type WriteOnceTo } from '../idempotency/write-once.js';
import { LegacyUsageService } from '../legacy-usage/legacy-usage.service.js';
import { errorLogFields } from '../logging/log.js';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { createFingerprint } from '../secrets/fingerprint.js';
import { createSealer } from '../secrets/sealer.js';
import type { Read } from '../sql/read.js';
import { deadlineMilliseconds, repeatable, type Transact } from '../sql/transact.js';
import { UserGroupService } from '../user-groups/service/user-group.service.js';
import { UserGroupLoaders } from '../user-groups/storage/user-group.loaders.js';
import { UserGroupRepository } from '../user-groups/storage/user-group.repository.js';

export interface ServiceParts {
  read: Read;
  /** For what a request writes. */
  write: Transact;
  /** For what the gateway writes by itself. */
  transact: Transact;
  secretsKey: Buffer;
  log: Logger;
}

/** What can be done with the objects of the gateway, and how they are read. */
export type Services = ReturnType<typeof createServices>;

export function createServices({ read, write, transact, secretsKey, log }: ServiceParts) {
  const recordUsage = createRecordUsage(transact, (error) =>
    log.debug(errorLogFields(error), 'last use of a key not recorded'),
  );
  const authenticator = new Authenticator(read, recordUsage);

  const fingerprint = createFingerprint(secretsKey, 'delivery-gateway idempotency');
  const oneByOne = createConcurrencyLimit({ running: 1, waiting: 100, milliseconds: deadlineMilliseconds });
  const writeOnce = createWriteOnce(write, repeatable(write), fingerprint, oneByOne);
  const writeOnceTo: WriteOnceTo = (id, idempotent, work) =>
    oneByOne(id, (millisecondsLeft) => writeOnce(idempotent, work, millisecondsLeft));

  const vault = new PasswordVault(createSealer(secretsKey), read, (deliveryServerId) =>
    log.error(
      { deliveryServerId },
      'a stored SMTP password does not open: it was damaged or moved; store it again',
    ),
  );
  const changeServer = createChangeDeliveryServer(write);
  const shared = shareReads(read);
  const deliveryServers = new DeliveryServerRepository(read);
  const userGroups = new UserGroupRepository(read);

  return {
    authenticator,
    apiKeys: new ApiKeyService(read, write, authenticator),
    signIn: new SignInService(read, write, authenticator, createConcurrencyLimit(signInConcurrency)),
    vault,
    deliveryServers,
    deliveryServerLoaders: new DeliveryServerLoaders(deliveryServers),
    deliveryServerLists: new DeliveryServerRepository(shared),
    deliveryServerService: new DeliveryServerService(write, writeOnce, writeOnceTo, changeServer, vault),
    userGroups,
    userGroupLoaders: new UserGroupLoaders(userGroups),
    userGroupLists: new UserGroupRepository(shared),
    userGroupService: new UserGroupService(writeOnce, writeOnceTo),
    legacyUsage: new LegacyUsageService(read, transact, (error) =>
      log.warn(errorLogFields(error), 'uses of the legacy API are not written yet'),
    ),
  };
}
