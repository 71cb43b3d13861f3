import { withValues } from '../input/input-option.js';
import type { FileServer } from './configuration-file.js';
import type { StateServer } from './gateway-state.js';
import { matchItems } from './match-items.js';
import type { Circumstances, Plan, PlannedItem } from './plan.js';
import { isSame, saidSettings, settingDefaults, valueAt } from './server-settings.js';

export interface ServerPlan extends Plan {
  /** For each server of the file the one at the gateway, or null for one that is to be made. */
  matches: (StateServer | null)[];
  given: readonly FileServer[];
  /** The ids of those that are to go. */
  deleted: ReadonlySet<string>;
}

type Values = [path: string, value: unknown][];

export function planServers(listed: FileServer[] | undefined, circumstances: Circumstances): ServerPlan {
  const given = listed ?? [];
  const { state, isPruned } = circumstances;
  const matches = matchItems({ list: 'servers', noun: 'server' }, given, state.servers, circumstances);
  const notes: string[] = [];
  const items = given.flatMap((server, index): PlannedItem[] => {
    const filePath = `servers.${index}`;
    const current = matches[index] ?? null;
    const access = accessChanges(server, current, filePath, circumstances, notes);
    const name = server.name ?? current?.name ?? '';
    if (current === null) return [createItem(server, name, access, filePath)];
    const values = [...settingChanges(server, current), ...access];
    if (values.length === 0) return [];
    const { id, version: expectedVersion } = current;
    const input = withValues({ id, expectedVersion }, values);
    return [{ list: 'serversToUpdate', id, name: current.name, filePath, input }];
  });
  const unchanged = given.length - items.length;
  const known = new Set(matches.map((match) => match?.id));
  // A file that says nothing of servers is none that lists them all.
  const others = listed === undefined ? [] : state.servers.filter(({ id }) => !known.has(id));
  if (others.length > 0 && !isPruned) notes.push(leftAlone(others.length, 'server'));
  const deletions = isPruned ? others.map(deleteItem) : [];
  const deleted = new Set(deletions.flatMap(({ id }) => id ?? []));
  return { items: [...items, ...deletions], unchanged, notes, matches, given, deleted };
}

export function leftAlone(count: number, noun: string): string {
  const things = count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
  return `${things} not in the file: left alone; --prune deletes ${count === 1 ? 'it' : 'them'}.`;
}

function createItem(server: FileServer, name: string, access: Values, filePath: string): PlannedItem {
  // With all parts, so that the gateway tells everything that they lack.
  const blank = { smtp: {}, domains: {}, onlyIfNameIsNew: true };
  const input = withValues(blank, [...saidSettings(server), ...access]);
  return { list: 'serversToCreate', id: null, name, filePath, input };
}

function deleteItem({ id, version: expectedVersion, name }: StateServer): PlannedItem {
  return { list: 'serversToDelete', id, name, filePath: null, input: { id, expectedVersion } };
}

function settingChanges(server: FileServer, current: StateServer): Values {
  return [...settingDefaults].flatMap(([path, byDefault]) => {
    const value = valueAt(server, path) ?? byDefault;
    return isSame(value, valueAt(current, path)) ? [] : [[path, value]];
  });
}

/** The password and the pause, of which a file may say nothing. */
function accessChanges(
  server: FileServer,
  current: StateServer | null,
  filePath: string,
  circumstances: Circumstances,
  notes: string[],
): Values {
  const password = passwordChange(server, current, `${filePath}.smtp.password`, circumstances);
  const pause = pauseChange(server, current, notes);
  return [
    ...(password === undefined ? [] : [['smtp.password', password] as [string, unknown]]),
    ...(pause === undefined ? [] : [['pause', pause] as [string, unknown]]),
  ];
}

function passwordChange(
  { id, smtp }: FileServer,
  current: StateServer | null,
  path: string,
  { environment, areIdsIgnored, refuse }: Circumstances,
): string | null | undefined {
  const source = smtp?.password;
  const hasPassword = current?.smtp.hasPassword ?? false;
  if (source === undefined) return undefined;
  if (source === 'none') return hasPassword ? null : undefined;
  if (source === 'kept') {
    const advice = 'Give it one with fromEnvironment, or say none.';
    // An id that the gateway does not have is told already.
    const isUnknown = current === null && id !== undefined && !areIdsIgnored;
    if (!hasPassword && !isUnknown)
      refuse(path, `There is no stored password of this server to keep. ${advice}`);
    return undefined;
  }
  const { fromEnvironment: name } = source;
  if (name === undefined) refuse(path, 'fromEnvironment needs the name of a variable.');
  // It would go to whoever is behind the host that the file names.
  else if (name.startsWith('GATEWAY_'))
    refuse(path, 'A variable of this command is no password of a server.');
  else if (!environment[name]) refuse(path, `The environment has no variable ${name}, or an empty one.`);
  else return environment[name];
  return undefined;
}

function pauseChange(
  { name = '', pause }: FileServer,
  current: StateServer | null,
  notes: string[],
): object | null | undefined {
  if (pause === undefined) return undefined;
  if (pause === 'none') return current?.pause ? null : undefined;
  const { reason = null, until = null } = pause;
  if (until !== null && Date.parse(until) <= Date.now()) {
    notes.push(`The pause of "${name}" in the file has ended, so it says nothing any more.`);
    return undefined;
  }
  const isAsStored =
    current?.pause && current.pause.reason === reason && timeOf(current.pause.until) === timeOf(until);
  return isAsStored ? undefined : { reason, until };
}

function timeOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
