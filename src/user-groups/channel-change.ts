import type { FieldChange } from '../audit/audit-record.js';
import type { Channel } from './user-group.js';

/** That a channel of a group uses another delivery server than before, such as `ds_1`, or none. */
export function channelChange(channel: Channel, from: string | null, to: string | null): FieldChange {
  return { field: `channels.${channel}`, from, to };
}
