import type { Configuration } from './configuration-file.js';
import type { GatewayState } from './gateway-state.js';
import { planGroups } from './plan-groups.js';
import { planServers } from './plan-servers.js';

/** The lists of the input of `configurationApply`. */
export const lists = [
  'serversToCreate',
  'serversToUpdate',
  'serversToDelete',
  'userGroupsToCreate',
  'userGroupsToUpdate',
  'userGroupsToDelete',
] as const;

/** One thing that may become different. */
export interface PlannedItem {
  list: (typeof lists)[number];
  /** Null when it is to be made. */
  id: string | null;
  name: string;
  /** Where the file has it, such as `servers.3`; null when it has not. */
  filePath: string | null;
  /** What the gateway is given. */
  input: object;
}

export interface Circumstances {
  state: GatewayState;
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether what the file does not have is to go. */
  isPruned: boolean;
  /** Whether the file goes by names alone, as one from another gateway does. */
  areIdsIgnored: boolean;
  /** Notes what is wrong with the file. */
  refuse(path: string, message: string): void;
}

export interface Plan {
  items: PlannedItem[];
  /** How many of the file are as they should be, as far as can be seen from here. */
  unchanged: number;
  /** What a person should know besides, as sentences. */
  notes: string[];
}

/** What it takes to make the gateway have what the file says. */
export function planOf(configuration: Configuration, circumstances: Circumstances): Plan {
  const servers = planServers(configuration.servers, circumstances);
  const groups = planGroups(configuration.groups, servers, circumstances);
  return {
    items: [...servers.items, ...groups.items],
    unchanged: servers.unchanged + groups.unchanged,
    notes: [...servers.notes, ...groups.notes],
  };
}

/** The input that the items make together, each in its list in this order. */
export function inputOf(items: readonly PlannedItem[]): Record<string, object[]> {
  const filled = lists.filter((list) => items.some((item) => item.list === list));
  return Object.fromEntries(filled.map((list) => [list, itemsOf(items, list).map(({ input }) => input)]));
}

export function itemsOf(items: readonly PlannedItem[], list: PlannedItem['list']): PlannedItem[] {
  return items.filter((item) => item.list === list);
}
