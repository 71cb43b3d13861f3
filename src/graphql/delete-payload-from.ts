import type { Deletion } from '../delivery-servers/delete-delivery-servers.js';
import { rowIdFromGlobalId } from '../global-id.js';
import { type Outcome, type Problem, Reason } from '../problem.js';
import type { DeliveryServersDeletePayload, FreedChannel } from './delivery-server.payload.js';
import type { DeliveryServersDeleteInput } from './delivery-servers-delete.input.js';
import type { Loaders } from './loaders.js';
import { userErrors } from './user-error.type.js';

/** The answer to a deletion, with what its ids stand for. */
export async function deletePayloadFrom(
  { targets, dryRun }: DeliveryServersDeleteInput,
  { result, problems }: Outcome<Deletion>,
  loaders: Loaders,
): Promise<DeliveryServersDeletePayload> {
  const freedChannels = await loadGroups(result?.freedChannels ?? [], loaders);
  const conflicts = await Promise.all(
    conflictingRowIds(targets, problems).map((rowId) => loaders.deliveryServer.load(rowId)),
  );
  return {
    results: result?.results ?? [],
    dryRun,
    userGroupsReset: [...new Set(freedChannels.map(({ userGroup }) => userGroup))],
    freedChannels,
    conflicts: conflicts.filter((server) => server !== null),
    userErrors: userErrors(problems),
  };
}

/** A group that was deleted in the meantime needs no word any more. */
async function loadGroups(freed: Deletion['freedChannels'], loaders: Loaders): Promise<FreedChannel[]> {
  const loaded = await Promise.all(
    freed.map(async ({ userGroupRowId, ...channel }) => ({
      ...channel,
      userGroup: await loaders.userGroup.load(userGroupRowId),
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
