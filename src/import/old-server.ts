import type { DeliveryServerSettings } from '../delivery-servers/delivery-server.rules.js';
import type { Channel } from '../user-groups/user-group.js';
import type { CheckKind } from '../verification/check.js';

/** A delivery server of the old installation that fits into this one. */
export interface OldServer {
  id: number;
  settings: DeliveryServerSettings;
  /** There is, or may be, a password, but the answer does not have it. */
  isPasswordWithheld: boolean;
  verification: OldVerification;
  assignments: OldAssignment[];
}

export interface OldVerification {
  /** Null when nothing was ever tested: the old answer then has seven times false and no time. */
  passed: Readonly<Record<CheckKind, boolean>> | null;
  lastCheckedAt: Date | null;
}

export interface OldAssignment {
  groupId: number;
  groupName: string;
  channels: Channel[];
}

/** A server that does not fit, with everything that stands in its way in words of the old answer. */
export interface RefusedServer {
  /** `server 5 "Name"` */
  label: string;
  reasons: readonly string[];
}

export interface ServerWarning {
  serverId: number;
  text: string;
}
