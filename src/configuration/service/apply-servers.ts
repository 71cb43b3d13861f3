import { AuditAction } from '../../audit/audit-action.js';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { settingsProblems } from '../../delivery-servers/delivery-server.rules.js';
import { pauseProblems } from '../../delivery-servers/pause.js';
import {
  DeleteStatus,
  deleteDeliveryServers,
} from '../../delivery-servers/service/delete-delivery-servers.js';
import { insertDeliveryServers } from '../../delivery-servers/service/insert-delivery-server.js';
import { globalId } from '../../problems/global-id.js';
import { notFound, type Problem, Reason } from '../../problems/problem.js';
import {
  type ConfigurationChange,
  ConfigurationChangeKind,
  type NewServer,
} from '../configuration-changes.js';
import type { Applying } from './configuration.service.js';
import { nameConflicts, placed } from './item-problems.js';

/** Creates servers, unless something is wrong. */
export async function createServers(
  applying: Applying,
): Promise<{ server: DeliveryServer; change: ConfigurationChange }[]> {
  const { manager, changes, vault, write, problems } = applying;
  const { serversToCreate, serversToUpdate, serversToDelete } = changes;
  serversToCreate.forEach((server, index) => {
    problems.push(...placed(['serversToCreate', `${index}`], newServerProblems(server)));
  });
  const others = [...serversToUpdate, ...serversToDelete];
  problems.push(
    ...(await nameConflicts(manager, 'delivery_servers', 'serversToCreate', serversToCreate, others)),
  );
  if (problems.length > 0) return [];
  const given = serversToCreate.map((settings) => ({ settings, pause: settings.pause }));
  const making = { author: write.author, action: AuditAction.DELIVERY_SERVER_CREATED };
  const created = await insertDeliveryServers(manager, vault, given, making);
  return created.map(({ server, changes: fields }) => {
    const { id, version } = server;
    return { server, change: { kind: ConfigurationChangeKind.CREATED, id, version, fields } };
  });
}

function newServerProblems(server: NewServer): Problem[] {
  return [...settingsProblems(server), ...placed(['pause'], pauseProblems(server.pause ?? {}))];
}

/**
 * Deletes servers that no channel uses (any more). One that is in use all the same came into use after the plan, which says
 * for each channel what is to become of it.
 */
export async function deleteServers({
  manager,
  changes: { serversToDelete: targets },
  write,
  problems,
}: Applying): Promise<ConfigurationChange[]> {
  if (targets.length === 0) return [];
  const isRefused = problems.length > 0;
  const { result, problems: found } = await deleteDeliveryServers(
    { targets, dryRun: isRefused },
    write,
    (work) => work(manager),
  );
  // Theirs lead into `targets`.
  for (const problem of found)
    problems.push({ ...problem, path: ['serversToDelete', ...problem.path.slice(1)] });
  const missing = result?.results.filter(({ status }) => status === DeleteStatus.NOT_FOUND) ?? [];
  for (const { id } of missing)
    problems.push(notFound(['serversToDelete', `${positionOf(id, targets)}`, 'id'], 'delivery server'));
  for (const { deliveryServerId, userGroupRowId, channel } of isRefused
    ? []
    : (result?.freedChannels ?? [])) {
    const message = `The channel ${channel} of ${globalId('ug', userGroupRowId)} uses this server. Free it in the same input.`;
    const path = ['serversToDelete', `${positionOf(deliveryServerId, targets)}`];
    problems.push({ path, reason: Reason.VERSION_CONFLICT, message });
  }
  return targets.map(({ id }) => ({
    kind: ConfigurationChangeKind.DELETED,
    id,
    version: null,
    fields: [],
  }));
}

function positionOf(id: string, targets: readonly { id: string }[]): number {
  return targets.findIndex((target) => target.id === id);
}
