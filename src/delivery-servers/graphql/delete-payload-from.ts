import type { Sight } from '../../caller/sight.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { type Outcome, type Problem, Reason } from '../../problems/problem.js';
import type { UserGroupLoaders } from '../../user-groups/storage/user-group.loaders.js';
import type { Deletion } from '../service/delete-delivery-servers.js';
import type { DeliveryServerLoaders } from '../storage/delivery-server.loaders.js';
import type { DeliveryServersDeletePayload, FreedChannel } from './delivery-server.payload.js';
import type { DeliveryServersDeleteInput } from './delivery-servers-delete.input.js';

/**
 * The answer to a deletion, with what its ids stand for. That is read for its own fields: a failure there is none of the
 * deletion, which is over.
 */
export function deletePayloadFrom(
  { targets, dryRun }: DeliveryServersDeleteInput,
  { result, problems }: Outcome<Deletion>,
  servers: DeliveryServerLoaders,
  groups: UserGroupLoaders,
  sight: Sight,
): DeliveryServersDeletePayload {
  const freedChannels = () => loadGroups(result?.freedChannels ?? [], groups);
  return {
    results: result?.results ?? [],
    dryRun,
    userGroupsReset: async () => [...new Set((await freedChannels()).map(({ userGroup }) => userGroup))],
    userGroupsResetLegacyIds: [...new Set(result?.freedChannels.map(({ userGroupRowId }) => userGroupRowId))],
    freedChannels,
    conflicts: async () => {
      const rowIds = conflictingRowIds(targets, problems);
      const found = await Promise.all(rowIds.map((rowId) => servers.deliveryServer(sight).load(rowId)));
      return found.filter((server) => server !== null);
    },
    userErrors: userErrors(problems),
  };
}

/** A group that was deleted in the meantime needs no word any more. */
async function loadGroups(
  freed: Deletion['freedChannels'],
  groups: UserGroupLoaders,
): Promise<FreedChannel[]> {
  const loaded = await Promise.all(
    freed.map(async ({ userGroupRowId, ...channel }) => ({
      ...channel,
      userGroup: await groups.userGroup.load(userGroupRowId),
    })),
  );
  return loaded.flatMap(({ userGroup, ...channel }) =>
    userGroup === null ? [] : [{ ...channel, userGroup }],
  );
}

function conflictingRowIds(
  targets: DeliveryServersDeleteInput['targets'],
  problems: readonly Problem[],
): number[] {
  return problems.flatMap(({ path: [, index], reason }) => {
    if (reason !== Reason.VERSION_CONFLICT) return [];
    return rowIdFromGlobalId('ds', targets[Number(index)]?.id ?? '') ?? [];
  });
}
