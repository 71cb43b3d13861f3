import { Field, ID, Int } from 'type-graphql';
import { PlainObject } from '../../graphql/decorators.js';
import { changePayloads } from '../../graphql/errors/change-payloads.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import { UserGroup } from '../../user-groups/graphql/user-group.type.js';
import { Channel } from '../../user-groups/user-group.js';
import { DeleteStatus } from '../service/delete-delivery-servers.js';
import { DeliveryServer } from './delivery-server.type.js';

export const serverPayload = changePayloads('deliveryServer', DeliveryServer);

export const DeliveryServerCreatePayload = serverPayload.type(
  'DeliveryServerCreatePayload',
  'What came of a creation.',
  'The new server. Null when there are user errors.',
);

export const DeliveryServerUpdatePayload = serverPayload.type(
  'DeliveryServerUpdatePayload',
  'What came of an update.',
  'The server after the change; on VERSION_CONFLICT, the server as it is now. Null when there are other user errors.',
);

export const DeliveryServerTestResultsSavePayload = serverPayload.type(
  'DeliveryServerTestResultsSavePayload',
  'What came of saving test results.',
  'The server with the results; on VERSION_CONFLICT, the server as it is now. Null when there are other user errors.',
);

export const DeliveryServerPausePayload = serverPayload.type(
  'DeliveryServerPausePayload',
  'What came of pausing a server.',
  'The paused server; on VERSION_CONFLICT, the server as it is now. Null when there are other user errors.',
);

export const DeliveryServerEnablePayload = serverPayload.type(
  'DeliveryServerEnablePayload',
  'What came of enabling a server.',
  'The enabled server; on VERSION_CONFLICT, the server as it is now. Null when there are other user errors.',
);

export const DeliveryServerDuplicatePayload = serverPayload.type(
  'DeliveryServerDuplicatePayload',
  'What came of copying a server.',
  'The copy. Null when there are user errors.',
);

@PlainObject('DeliveryServerDeleteResult', 'What became of one server.')
export class DeliveryServerDeleteResult {
  @Field(() => ID, { description: 'The id that was asked for.' })
  id!: string;

  @Field(() => DeleteStatus, { description: 'What became of it.' })
  status!: DeleteStatus;
}

@PlainObject('FreedChannel', 'A channel of a user group whose delivery server is deleted.')
export class FreedChannel {
  @Field(() => UserGroup, { description: 'The group.' })
  userGroup!: UserGroup;

  @Field(() => Channel, { description: 'The channel, which has no server then.' })
  channel!: Channel;

  @Field(() => ID, { description: 'The server that it used.' })
  deliveryServerId!: string;
}

@PlainObject('DeliveryServersDeletePayload', 'What came of a deletion.')
export class DeliveryServersDeletePayload {
  @Field(() => [DeliveryServerDeleteResult], {
    description: 'One result for each id. Empty when there are user errors: then nothing was deleted.',
  })
  results!: DeliveryServerDeleteResult[];

  @Field(() => Boolean, {
    description: 'Whether this only tells what would happen: then nothing was deleted.',
  })
  dryRun!: boolean;

  @Field(() => [UserGroup], {
    description: 'The groups that lost a channel because its server was deleted, by `legacyId`.',
  })
  userGroupsReset!: () => Promise<UserGroup[]>;

  @Internal()
  @Field(() => [Int], {
    description:
      'Their `legacyId`, ascending: known without reading the groups, which could fail after the deletion.',
  })
  userGroupsResetLegacyIds!: number[];

  @Field(() => [FreedChannel], {
    description: 'Which channels those are, by group and then in the order of `Channel`.',
  })
  freedChannels!: () => Promise<FreedChannel[]>;

  @Field(() => [DeliveryServer], {
    description:
      'On VERSION_CONFLICT, the servers that were at another version than expected, as they are now.',
  })
  conflicts!: () => Promise<DeliveryServer[]>;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
