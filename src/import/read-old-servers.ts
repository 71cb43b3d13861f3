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
    reading: readOldServer(entry),
  }));
  const understood = readings.flatMap(({ reading }) => ('server' in reading ? [reading.server] : []));
  const contradictions = contradictionsIn(understood);

  const result: OldServers = { servers: [], refused: [], warnings: [] };
  for (const { label, reading } of readings) {
    const reasons = 'reasons' in reading ? reading.reasons : (contradictions.get(reading.server) ?? []);
    if (reasons.length > 0 || 'reasons' in reading) {
      result.refused.push({ label, reasons });
      continue;
    }
    const { server, warnings } = reading;
    result.servers.push(server);
    result.warnings.push(...warnings.map((warning) => ({ serverId: server.id, text: warning })));
  }
  result.servers.sort((a, b) => a.id - b.id);
  return result;
}

/** An id that two servers have, and a user group that has two names; of the names the first one counts. */
function contradictionsIn(servers: readonly OldServer[]): Map<OldServer, string[]> {
  const counts = new Map<number, number>();
  const groupNames = new Map<number, string>();
  for (const { id, assignments } of servers) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const { groupId, groupName } of assignments)
      if (!groupNames.has(groupId)) groupNames.set(groupId, groupName);
  }
  return new Map(
    servers.map((server) => [
      server,
      [
        ...(counts.get(server.id) === 1 ? [] : ['DeliveryServerID: Several servers have this id.']),
        ...server.assignments
          .filter(({ groupId, groupName }) => groupNames.get(groupId) !== groupName)
          .map(({ groupId }) => `UserGroupAssignments: User group ${groupId} has another name elsewhere.`),
      ],
    ]),
  );
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
