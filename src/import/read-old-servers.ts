import type { OldServer, RefusedServer, ServerWarning } from './old-server.js';
import { type OldEntry, objectOf, rowId, text } from './old-values.js';
import { quoted } from './quoted.js';
import { readOldServer } from './read-old-server.js';

/** What the old answer holds: the servers that fit by their ids, those that do not, and what is odd. */
export interface OldServers {
  servers: OldServer[];
  refused: RefusedServer[];
  warnings: ServerWarning[];
}

/** Reads all entries, each on its own, and then holds them against one another. */
export function readOldServers(entries: readonly OldEntry[]): OldServers {
  const readings = entries.map((entry, index) => ({
    label: labelOf(entry, index),
    ...readOldServer(entry),
  }));
  const contradictionsOf = findContradictions(readings.flatMap(({ server }) => server ?? []));
  const result: OldServers = { servers: [], refused: [], warnings: [] };
  for (const { label, server, reasons, warnings } of readings) {
    const all = server ? contradictionsOf(server) : reasons;
    if (server === null || all.length > 0) {
      result.refused.push({ label, reasons: all });
      continue;
    }
    result.servers.push(server);
    result.warnings.push(...warnings.map((text) => ({ serverId: server.id, text })));
  }
  result.servers.sort((a, b) => a.id - b.id);
  return result;
}

/** An id that two servers have, and a user group that has two names; of the names the first one counts. */
function findContradictions(servers: readonly OldServer[]): (server: OldServer) => string[] {
  const counts = new Map<number, number>();
  const groupNames = new Map<number, string>();
  for (const { id, assignments } of servers) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const { groupId, groupName } of assignments)
      if (!groupNames.has(groupId)) groupNames.set(groupId, groupName);
  }
  return ({ id, assignments }) => [
    ...(counts.get(id) === 1 ? [] : ['DeliveryServerID: Several servers have this id.']),
    ...assignments
      .filter(({ groupId, groupName }) => groupNames.get(groupId) !== groupName)
      .map(({ groupId }) => `UserGroupAssignments: User group ${groupId} has another name elsewhere.`),
  ];
}

/** `server 5 "Name"`, as far as the entry tells. */
function labelOf([key, raw]: OldEntry, index: number): string {
  const entry = objectOf(raw) ?? {};
  const id = rowId(entry.DeliveryServerID ?? key);
  const name = text(entry.Name);
  const known =
    'value' in id && id.value !== null ? `server ${id.value}` : `entry ${index + 1} of the answer`;
  return 'value' in name && name.value !== null ? `${known} ${quoted(name.value)}` : known;
}
