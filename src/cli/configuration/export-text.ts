import { Document } from 'yaml';
import { isServerId } from '../input/ids.js';
import { withValues } from '../input/input-option.js';
import { fileVersion } from './configuration-file.js';
import type { GatewayState, StateGroup, StateServer } from './gateway-state.js';
import { saidSettings } from './server-settings.js';

const heading = ` The configuration of a delivery gateway. docs/operations.md has more, under "Configuration in git".
 What is left out is as by default; a password that is kept stays as it is stored.`;

/**
 * What a gateway has, in the form of a file: in the same order each time, without what is as by default, and without a secret.
 * @param hasIds whether things are known by their ids; else by their names, also at another gateway
 */
export function exportOf({ servers, groups }: GatewayState, hasIds: boolean): object {
  const nameOf = namesOf(servers, hasIds);
  return {
    version: fileVersion,
    servers: inOrder(servers).map((server) => serverItem(server, hasIds)),
    groups: inOrder(groups).map((group) => groupItem(group, hasIds, nameOf)),
  };
}

export function yamlText(exported: object): string {
  // What other readers of YAML take for true, a number or a date is in quotes.
  const document = new Document(exported, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  document.commentBefore = heading;
  return document.toString({ lineWidth: 0 });
}

function serverItem(server: StateServer, hasIds: boolean): object {
  const { id, smtp, pause } = server;
  const said: [path: string, value: unknown][] = saidSettings(server).map(([path, value]) => [
    path,
    withoutNulls(value),
  ]);
  if (smtp.hasPassword) said.push(['smtp.password', 'kept']);
  if (pause !== null) said.push(['pause', withoutNulls(pause)]);
  return withValues(hasIds ? { id } : {}, said);
}

function groupItem(
  { id, name, assignments }: StateGroup,
  hasIds: boolean,
  nameOf: (id: string) => string,
): object {
  const channels = assignments.map(({ channel, deliveryServer }) => [channel, nameOf(deliveryServer.id)]);
  return {
    ...(hasIds ? { id } : {}),
    name,
    ...(channels.length > 0 ? { channels: Object.fromEntries(channels) } : {}),
  };
}

/** How a channel names its server: by its name where no other has it, else by its id. */
function namesOf(servers: readonly StateServer[], hasIds: boolean): (id: string) => string {
  const counts = new Map<string, number>();
  for (const { name } of servers) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = new Map(servers.map(({ id, name }) => [id, name]));
  return (id) => {
    const name = names.get(id);
    if (name === undefined) return id;
    return !hasIds || (counts.get(name) === 1 && !isServerId(name)) ? name : id;
  };
}

/** By name and then by number, whatever the language of the machine is. */
function inOrder<Item extends { id: string; name: string }>(items: readonly Item[]): Item[] {
  const numberOf = ({ id }: Item) => Number(id.slice(id.indexOf('_') + 1));
  return items.toSorted((one, other) => {
    if (one.name !== other.name) return one.name < other.name ? -1 : 1;
    return numberOf(one) - numberOf(other);
  });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
