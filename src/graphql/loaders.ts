import DataLoader from 'dataloader';
import type { DeliveryServer } from '../delivery-servers/delivery-server.js';
import type { DeliveryServerRepository } from '../delivery-servers/delivery-server.repository.js';
import type { ChannelAssignment, GroupAssignment, UserGroup } from '../user-groups/user-group.js';
import type { UserGroupRepository } from '../user-groups/user-group.repository.js';

/**
 * Reads by row number that many fields of one request ask for at once: one statement for each kind, however long the
 * list. They remember for one request only, or not at all.
 */
export interface Loaders {
  deliveryServer: DataLoader<number, DeliveryServer | null>;
  userGroup: DataLoader<number, UserGroup | null>;
  assignmentsOfServer: DataLoader<number, ChannelAssignment[]>;
  assignmentsOfGroup: DataLoader<number, GroupAssignment[]>;
  tagsOfServer: DataLoader<number, string[]>;
}

/** @param cache whether to remember; without, what one moment asks for is still read at once */
export function createLoaders(
  deliveryServers: DeliveryServerRepository,
  userGroups: UserGroupRepository,
  { cache }: { cache: boolean } = { cache: true },
): Loaders {
  const options = { maxBatchSize: 1_000, cache };
  return {
    deliveryServer: new DataLoader(
      async (rowIds) => inOrder(rowIds, byRowId(await deliveryServers.find(rowIds)), null),
      options,
    ),
    userGroup: new DataLoader(
      async (rowIds) => inOrder(rowIds, byRowId(await userGroups.find(rowIds)), null),
      options,
    ),
    assignmentsOfServer: new DataLoader(
      async (rowIds) => inOrder(rowIds, await userGroups.assignmentsOfServers(rowIds), []),
      options,
    ),
    assignmentsOfGroup: new DataLoader(
      async (rowIds) => inOrder(rowIds, await userGroups.assignmentsOfGroups(rowIds), []),
      options,
    ),
    tagsOfServer: new DataLoader(
      async (rowIds) => inOrder(rowIds, await deliveryServers.tags(rowIds), []),
      options,
    ),
  };
}

function byRowId<T extends { legacyId: number }>(items: readonly T[]): Map<number, T> {
  return new Map(items.map((item) => [item.legacyId, item]));
}

function inOrder<T, Missing>(
  rowIds: readonly number[],
  found: Map<number, T>,
  missing: Missing,
): (T | Missing)[] {
  return rowIds.map((rowId) => found.get(rowId) ?? missing);
}
