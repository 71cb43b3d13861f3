/** What a user group sends; each channel of a group uses at most one delivery server. */
export enum Channel {
  MARKETING = 'MARKETING',
  TRANSACTIONAL = 'TRANSACTIONAL',
  AUTO_RESPONDER = 'AUTO_RESPONDER',
}

export interface UserGroup {
  /** `ug_5` */
  id: string;
  /** The row number, which is also the id in the legacy API. */
  legacyId: number;
  version: number;
  name: string;
  createdAt: Date;
  updatedAt: Date;
}

/** The channels of one group that use one delivery server, in the order of {@link Channel}. */
export interface ChannelAssignment {
  userGroup: UserGroup;
  channels: Channel[];
}

/** The delivery server that one channel of a group uses. */
export interface GroupAssignment {
  channel: Channel;
  deliveryServerRowId: number;
}
