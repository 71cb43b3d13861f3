import type { Verification } from '../delivery-servers/delivery-server.js';
import type { DeliveryServerSettings } from '../delivery-servers/delivery-server.rules.js';
import type { Channel } from '../user-groups/user-group.js';
import { hasPassed } from '../verification/check.js';
import { checks, passwordField, rotationSettingsField, settingOf, settingsFields } from './old-fields.js';
import type { OldServer } from './old-server.js';

/** What the database holds under the ids of the old answer. */
export interface Present {
  servers: ReadonlyMap<number, PresentServer>;
  /** Names by id. */
  groups: ReadonlyMap<number, string>;
  /** The server of each channel in use, by {@link channelKey}. */
  channels: ReadonlyMap<string, number>;
}

export interface PresentServer {
  settings: DeliveryServerSettings;
  /** A password that does not open is like no other. */
  isPasswordReadable: boolean;
  verification: Pick<Verification, 'checks' | 'lastCheckedAt'>;
}

export interface Assignment {
  groupId: number;
  channel: Channel;
  serverId: number;
}

/** What an import creates, and what it finds. Nothing that is there is ever changed. */
export interface Plan {
  servers: Section<OldServer, number, { server: OldServer; differing: string[] }>;
  groups: Section<{ id: number; name: string }, number, { id: number; oldName: string; presentName: string }>;
  assignments: Section<Assignment, Assignment, Assignment & { because: string }>;
}

interface Section<Created, Unchanged, LeftAlone> {
  created: Created[];
  unchanged: Unchanged[];
  leftAlone: LeftAlone[];
}

export const nothingPresent: Present = { servers: new Map(), groups: new Map(), channels: new Map() };

export function planImport(servers: readonly OldServer[], present: Present): Plan {
  const section = () => ({ created: [], unchanged: [], leftAlone: [] });
  const plan: Plan = { servers: section(), groups: section(), assignments: section() };
  for (const server of servers) planServer(plan, server, present.servers.get(server.id));
  const untouchable = new Set(plan.servers.leftAlone.map(({ server }) => server.id));
  const touchable = servers.filter(({ id }) => !untouchable.has(id));
  const groupsLeftAlone = planGroups(plan, touchable, present);
  const users = new Map(present.channels);
  for (const assignment of servers.flatMap(assignmentsOf)) {
    const { groupId, serverId } = assignment;
    const key = channelKey(assignment);
    const user = users.get(key);
    if (user === serverId) plan.assignments.unchanged.push(assignment);
    else if (user !== undefined) leaveAlone(plan, assignment, `it uses server ${user}`);
    else if (untouchable.has(serverId)) leaveAlone(plan, assignment, `server ${serverId} is left alone`);
    else if (groupsLeftAlone.has(groupId)) leaveAlone(plan, assignment, 'the user group is left alone');
    else {
      plan.assignments.created.push(assignment);
      users.set(key, serverId);
    }
  }
  return plan;
}

export function channelKey({ groupId, channel }: Pick<Assignment, 'groupId' | 'channel'>): string {
  return `${groupId} ${channel}`;
}

function planServer({ servers }: Plan, server: OldServer, present: PresentServer | undefined): void {
  if (present === undefined) {
    servers.created.push(server);
    return;
  }
  const differing = differences(server, present);
  if (differing.length === 0) servers.unchanged.push(server.id);
  else servers.leftAlone.push({ server, differing });
}

/** The old names of the fields in which the two differ, as far as the old answer can tell. */
function differences(old: OldServer, present: PresentServer): string[] {
  const settings = settingsFields.filter((field) => {
    if (field.oldName === passwordField && old.isPasswordWithheld) return false;
    if (field.oldName === passwordField && !present.isPasswordReadable) return true;
    // The old answer has the settings of the sender rotation only while it is on.
    if (field.oldName === rotationSettingsField && !old.settings.senderRotation.enabled) return false;
    return (settingOf(old.settings, field) ?? null) !== (settingOf(present.settings, field) ?? null);
  });
  const results = checks.filter(({ kind }) => {
    const found = present.verification.checks.find((check) => check.kind === kind);
    return (old.verification.passed?.[kind] ?? false) !== (found !== undefined && hasPassed(found.status));
  });
  const isSameTime = seconds(old.verification.lastCheckedAt) === seconds(present.verification.lastCheckedAt);
  return [
    ...[...settings, ...results].map(({ oldName }) => oldName),
    ...(isSameTime ? [] : ['VerificationLastCheckedAt']),
  ];
}

/** The old answer knows no fractions of a second. */
function seconds(time: Date | null): number | null {
  return time === null ? null : Math.floor(time.getTime() / 1000);
}

/** @returns the groups that are there under another name: they may be others altogether */
function planGroups({ groups }: Plan, servers: readonly OldServer[], present: Present): Set<number> {
  const names = new Map(
    servers.flatMap(({ assignments }) =>
      assignments.map(({ groupId, groupName }) => [groupId, groupName] as const),
    ),
  );
  for (const [id, oldName] of [...names].sort(([a], [b]) => a - b)) {
    const presentName = present.groups.get(id);
    if (presentName === undefined) groups.created.push({ id, name: oldName });
    else if (presentName === oldName) groups.unchanged.push(id);
    else groups.leftAlone.push({ id, oldName, presentName });
  }
  return new Set(groups.leftAlone.map(({ id }) => id));
}

function leaveAlone({ assignments }: Plan, assignment: Assignment, because: string): void {
  assignments.leftAlone.push({ ...assignment, because });
}

/** Each channel of each group once, though a group may be listed twice. */
function assignmentsOf({ id: serverId, assignments }: OldServer): Assignment[] {
  const all = assignments.flatMap(({ groupId, channels }) =>
    channels.map((channel) => ({ groupId, channel, serverId })),
  );
  return [...new Map(all.map((assignment) => [channelKey(assignment), assignment])).values()];
}
