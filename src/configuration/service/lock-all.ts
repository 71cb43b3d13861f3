import type { EntityManager } from 'typeorm';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import type { ConfigurationChanges } from '../configuration-changes.js';
import { lockRows } from '../storage/lock-rows.js';

/** Locks everything that the input names, servers before groups as all do, and tells which servers there are. */
export async function lockAll(
  manager: EntityManager,
  changes: ConfigurationChanges,
): Promise<{ serverRowIds: Set<number> }> {
  const { serversToUpdate, serversToDelete, userGroupsToCreate, userGroupsToUpdate, userGroupsToDelete } =
    changes;
  const assigned = [...userGroupsToCreate, ...userGroupsToUpdate].flatMap(({ channels }) =>
    channels.flatMap(({ deliveryServerId }) => deliveryServerId ?? []),
  );
  const serverIds = [...[...serversToUpdate, ...serversToDelete].map(({ id }) => id), ...assigned];
  const groupIds = [...userGroupsToUpdate, ...userGroupsToDelete].map(({ id }) => id);
  const serverRowIds = await lockRows(manager, 'delivery_servers', rowIdsOf('ds', serverIds));
  await lockRows(manager, 'user_groups', rowIdsOf('ug', groupIds));
  return { serverRowIds };
}

function rowIdsOf(prefix: 'ds' | 'ug', ids: readonly string[]): number[] {
  return ids.flatMap((id) => rowIdFromGlobalId(prefix, id) ?? []);
}
