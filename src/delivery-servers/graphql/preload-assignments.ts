import type { Sight } from '../../caller/sight.js';
import type { FieldNames } from '../../lists/field-columns.js';
import type { UserGroupRepository } from '../../user-groups/storage/user-group.repository.js';
import type { ChannelAssignment } from '../../user-groups/user-group.js';
import type { DeliveryServer } from '../delivery-server.js';

/** A server with what preloadable fields answer. */
interface PreloadedServer extends DeliveryServer {
  assignments: ChannelAssignment[];
  isAllocated: boolean;
}

/** Reads the assignments of a page of servers in one statement: much cheaper than a promise for each server. */
export async function preloadAssignments(
  servers: readonly DeliveryServer[],
  userGroups: UserGroupRepository,
  sight: Sight,
  fields: FieldNames,
): Promise<PreloadedServer[]> {
  const found = await userGroups.assignmentsOfServers(
    servers.map(({ legacyId }) => legacyId),
    sight,
    fields,
  );
  return servers.map((server) => {
    const assignments = found.get(server.legacyId) ?? [];
    // The servers were read for this request alone; a copy of each would double what a long list costs.
    return Object.assign(server, { assignments, isAllocated: assignments.length > 0 });
  });
}
