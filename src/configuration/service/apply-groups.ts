import type { FieldChange } from '../../audit/audit-record.js';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { notFound, type Problem, Reason } from '../../problems/problem.js';
import { nameProblems } from '../../problems/text.js';
import { type AssignmentChange, writeAssignment } from '../../user-groups/service/channel-assignment.js';
import {
  deleteUserGroup,
  insertUserGroups,
  recordUserGroup,
  renameUserGroup,
} from '../../user-groups/service/write-user-group.js';
import { lockUserGroup } from '../../user-groups/storage/lock-user-group.js';
import {
  type ChangedGroup,
  type ChannelServer,
  type ConfigurationChange,
  ConfigurationChangeKind,
} from '../configuration-changes.js';
import type { Applying } from './configuration.service.js';
import { nameConflicts, placed } from './item-problems.js';

const { CREATED, UPDATED, UNCHANGED, DELETED } = ConfigurationChangeKind;

/**
 * Creates, changes and deletes groups, list by list.
 * @param created the servers that the same input has created, in its order
 */
export async function applyGroups(
  applying: Applying,
  created: readonly DeliveryServer[],
): Promise<ConfigurationChange[]> {
  const { changes } = applying;
  const { userGroupsToCreate, userGroupsToUpdate, userGroupsToDelete } = changes;
  await judge(applying);
  const results: ConfigurationChange[] = [];
  const usesOf = (channels: readonly ChannelServer[]) => channels.map((channel) => useOf(channel, created));
  const assign = (channels: readonly ChannelServer[]) => createAssign(applying, usesOf(channels));
  if (applying.problems.length === 0) {
    const given = userGroupsToCreate.map(({ name, channels }) => ({ name, channels: usesOf(channels) }));
    for (const { group, assigned } of await insertUserGroups(applying.manager, given, applying.write.author))
      results.push({ kind: CREATED, id: group.id, version: group.version, fields: assigned });
  }
  for (const [index, group] of userGroupsToUpdate.entries()) {
    const path = ['userGroupsToUpdate', `${index}`];
    results.push(...(await updateGroup(applying, group, path, assign(group.channels))));
  }
  for (const [index, target] of userGroupsToDelete.entries()) {
    const { manager, problems, write } = applying;
    const found = await lockUserGroup(manager, { path: ['id'], ...target });
    problems.push(...placed(['userGroupsToDelete', `${index}`], found.problems));
    if (found.current === null || problems.length > 0) continue;
    await deleteUserGroup(manager, found.current, write.author);
    results.push({ kind: DELETED, id: target.id, version: null, fields: [] });
  }
  return results;
}

/** Makes channels of a group use servers; gives what became different. */
type Assign = (groupRowId: number) => Promise<FieldChange[]>;

function createAssign({ manager }: Applying, uses: readonly AssignmentChange[]): Assign {
  return async (groupRowId) => {
    const changes: FieldChange[] = [];
    for (const use of uses) changes.push(...(await writeAssignment(manager, groupRowId, use)));
    return changes;
  };
}

/** With the id of the server, also of one that the same input has created. */
function useOf(
  { channel, deliveryServerId, serverToCreate }: ChannelServer,
  created: readonly DeliveryServer[],
): AssignmentChange {
  const id = serverToCreate == null ? deliveryServerId : created[serverToCreate]?.id;
  return { channel, deliveryServerId: id ?? null };
}

async function updateGroup(
  { manager, write, problems }: Applying,
  { name, channels: _, ...target }: ChangedGroup,
  path: readonly string[],
  assign: Assign,
): Promise<ConfigurationChange[]> {
  const { current, problems: found } = await lockUserGroup(manager, { path: ['id'], ...target });
  problems.push(...placed(path, found));
  if (current === null || problems.length > 0) return [];
  const renamed =
    typeof name === 'string' && name !== current.name ? await renameUserGroup(manager, current, name) : [];
  const fields = [...renamed, ...(await assign(current.legacyId))];
  const { id } = target;
  if (fields.length === 0) return [{ kind: UNCHANGED, id, version: current.version, fields }];
  const { version } = await recordUserGroup(manager, current, fields, write.author);
  return [{ kind: UPDATED, id, version, fields }];
}

/** Finds what can be seen to be wrong with names and channels before anything is written. */
async function judge(applying: Applying): Promise<void> {
  const { manager, changes, problems } = applying;
  const { userGroupsToCreate, userGroupsToUpdate, userGroupsToDelete } = changes;
  userGroupsToCreate.forEach(({ name, channels }, index) => {
    const found = [...nameProblems(name), ...channelProblems(channels, applying)];
    problems.push(...placed(['userGroupsToCreate', `${index}`], found));
  });
  userGroupsToUpdate.forEach(({ name, channels }, index) => {
    const found = [...(name === undefined ? [] : nameProblems(name)), ...channelProblems(channels, applying)];
    problems.push(...placed(['userGroupsToUpdate', `${index}`], found));
  });
  const others = [...userGroupsToUpdate, ...userGroupsToDelete];
  const conflicts = nameConflicts(manager, 'user_groups', 'userGroupsToCreate', userGroupsToCreate, others);
  problems.push(...(await conflicts));
}

function channelProblems(channels: readonly ChannelServer[], applying: Applying): Problem[] {
  return channels.flatMap((channel, index) =>
    placed(['channels', `${index}`], serverProblems(channel, applying)),
  );
}

function serverProblems(
  { deliveryServerId, serverToCreate }: ChannelServer,
  { serverRowIds, changes }: Applying,
): Problem[] {
  if (serverToCreate != null) {
    const path = ['serverToCreate'];
    if (deliveryServerId != null)
      return [{ path, reason: Reason.INVALID, message: 'A channel uses one server, not two.' }];
    if (changes.serversToCreate[serverToCreate]) return [];
    const message = 'This must be a position in serversToCreate, from 0 on.';
    return [{ path, reason: Reason.OUT_OF_RANGE, message }];
  }
  if (deliveryServerId == null) return [];
  const path = ['deliveryServerId'];
  const rowId = rowIdFromGlobalId('ds', deliveryServerId);
  if (rowId === null) return [invalidId(path, 'ds')];
  return serverRowIds.has(rowId) ? [] : [notFound(path, 'delivery server')];
}
