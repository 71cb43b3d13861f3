import type { FieldChange } from '../audit/audit-record.js';
import type {
  DeliveryServerPatch,
  DeliveryServerSettings,
} from '../delivery-servers/delivery-server.rules.js';
import type { PauseRequest } from '../delivery-servers/pause.js';
import type { ChangeTarget } from '../problems/problem.js';
import type { Channel } from '../user-groups/user-group.js';

/** Servers and groups that are to become different together. */
export interface ConfigurationChanges {
  serversToCreate: readonly NewServer[];
  serversToUpdate: readonly ChangedServer[];
  serversToDelete: readonly ChangeTarget[];
  userGroupsToCreate: readonly NewGroup[];
  userGroupsToUpdate: readonly ChangedGroup[];
  userGroupsToDelete: readonly ChangeTarget[];
}

/** Of something new: whether there must be nothing yet that has its name. */
interface Named {
  name: string;
  onlyIfNameIsNew: boolean;
}

export type NewServer = DeliveryServerSettings & Named & { pause?: PauseRequest | null };
/** A pause that is null ends, and one that is left out stays. */
export type ChangedServer = DeliveryServerPatch & ChangeTarget & { pause?: PauseRequest | null };
export type NewGroup = Named & { channels: readonly ChannelServer[] };
export type ChangedGroup = ChangeTarget & { name?: string | null; channels: readonly ChannelServer[] };

/** The server that a channel is to use: one that there is, or one that is created together with it; or none. */
export interface ChannelServer {
  channel: Channel;
  deliveryServerId?: string | null;
  /** Position in `serversToCreate`. */
  serverToCreate?: number | null;
}

export enum ConfigurationChangeKind {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  UNCHANGED = 'UNCHANGED',
  DELETED = 'DELETED',
}

/** What came of one item. */
export interface ConfigurationChange {
  kind: ConfigurationChangeKind;
  /** Null for what a dry run would create. */
  id: string | null;
  /** Null for what is deleted, or would be created. */
  version: number | null;
  fields: readonly FieldChange[];
}

/** Of all lists together. */
export const maxItems = 1_000;

export const listNames = [
  'serversToCreate',
  'serversToUpdate',
  'serversToDelete',
  'userGroupsToCreate',
  'userGroupsToUpdate',
  'userGroupsToDelete',
] as const satisfies readonly (keyof ConfigurationChanges)[];
