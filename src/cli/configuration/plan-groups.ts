import { isServerId } from '../input/ids.js';
import { channels } from '../input/words.js';
import type { FileGroup } from './configuration-file.js';
import type { StateGroup } from './gateway-state.js';
import { matchItems } from './match-items.js';
import type { Circumstances, Plan, PlannedItem } from './plan.js';
import { leftAlone, type ServerPlan } from './plan-servers.js';

/** The server of a channel: one that there is, one that is made together with it, or none. */
interface ChannelInput {
  channel: string;
  deliveryServerId?: string | null;
  /** Its place among those that are made. */
  serverToCreate?: number;
}

export function planGroups(
  listed: FileGroup[] | undefined,
  servers: ServerPlan,
  circumstances: Circumstances,
): Plan {
  const given = listed ?? [];
  const { state, isPruned, refuse } = circumstances;
  const matches = matchItems({ list: 'groups', noun: 'group' }, given, state.groups, circumstances);
  const serverOf = createServerOf(servers, circumstances);
  const items = given.flatMap((group, index): PlannedItem[] => {
    const filePath = `groups.${index}`;
    const current = matches[index] ?? null;
    const assigned = channels.map((channel): ChannelInput => {
      const server = group.channels?.[channel];
      return server === undefined
        ? { channel, deliveryServerId: null }
        : { channel, ...serverOf(server, `${filePath}.channels.${channel}`) };
    });
    const changed = assigned.filter((one) => !isAsItIs(one, current));
    const { name } = group;
    if (current === null) {
      const input = { name, channels: changed, onlyIfNameIsNew: true };
      return [{ list: 'userGroupsToCreate', id: null, name: name ?? '', filePath, input }];
    }
    if (name === undefined) refuse(filePath, 'This needs a name.');
    if (changed.length === 0 && name === current.name) return [];
    return [updateItem(current, { ...(name === current.name ? {} : { name }), channels: changed }, filePath)];
  });
  const unchanged = given.length - items.length;
  const known = new Set(matches.map((match) => match?.id));
  const others = state.groups.filter(({ id }) => !known.has(id));
  const areOthersDeleted = isPruned && listed !== undefined;
  const notes =
    listed !== undefined && others.length > 0 && !isPruned ? [leftAlone(others.length, 'group')] : [];
  const further = areOthersDeleted ? others.map(deleteItem) : freedGroups(others, servers);
  return { items: [...items, ...further], unchanged, notes };
}

function updateItem(
  { id, version, name }: StateGroup,
  changes: object,
  filePath: string | null,
): PlannedItem {
  const input = { id, expectedVersion: version, ...changes };
  return { list: 'userGroupsToUpdate', id, name, filePath, input };
}

function deleteItem({ id, version: expectedVersion, name }: StateGroup): PlannedItem {
  return { list: 'userGroupsToDelete', id, name, filePath: null, input: { id, expectedVersion } };
}

/** What loses its server, as that goes, is told and judged as a change of its own. */
function freedGroups(others: readonly StateGroup[], { deleted }: ServerPlan): PlannedItem[] {
  return others.flatMap((group) => {
    const freed = group.assignments.filter(({ deliveryServer }) => deleted.has(deliveryServer.id));
    const free = freed.map(({ channel }) => ({ channel, deliveryServerId: null }));
    return free.length > 0 ? [updateItem(group, { channels: free }, null)] : [];
  });
}

function isAsItIs({ channel, deliveryServerId, serverToCreate }: ChannelInput, current: StateGroup | null) {
  const assigned = current?.assignments.find((one) => one.channel === channel)?.deliveryServer.id ?? null;
  return serverToCreate === undefined && deliveryServerId === assigned;
}

type FoundServer = Pick<ChannelInput, 'deliveryServerId' | 'serverToCreate'>;

/** Finds the server that a channel names: one of the file before one that only the gateway has. */
function createServerOf(
  { given, matches, deleted }: ServerPlan,
  { state, areIdsIgnored, refuse }: Circumstances,
): (text: string, path: string) => FoundServer {
  const created = given.map((_, index) => index).filter((index) => matches[index] === null);
  const others = state.servers.filter(
    ({ id }) => !deleted.has(id) && !matches.some((match) => match?.id === id),
  );
  const otherIds = new Set(areIdsIgnored ? [] : others.map(({ id }) => id));
  const byName = new Map<string, FoundServer[]>();
  const ofFile = new Map<string, FoundServer>();
  const add = (name: string, found: FoundServer) => byName.set(name, [...(byName.get(name) ?? []), found]);
  given.forEach(({ id, name = '' }, index) => {
    const match = matches[index];
    const found = match ? { deliveryServerId: match.id } : { serverToCreate: created.indexOf(index) };
    if (id !== undefined) ofFile.set(id, found);
    if (match && !areIdsIgnored) ofFile.set(match.id, found);
    add(name, found);
  });
  const fileNames = new Set(byName.keys());
  for (const { id, name } of others) if (!fileNames.has(name)) add(name, { deliveryServerId: id });
  const foundBy = (text: string): FoundServer[] => {
    if (!isServerId(text)) return byName.get(text) ?? [];
    const found = ofFile.get(text) ?? (otherIds.has(text) ? { deliveryServerId: text } : null);
    return found ? [found] : [];
  };
  return (text, path) => {
    const found = foundBy(text);
    if (found.length === 0) refuse(path, 'There is no such server, in the file or besides.');
    if (found.length > 1) refuse(path, 'Several servers have this name. Say by its id which is meant.');
    return found[0] ?? { deliveryServerId: null };
  };
}
