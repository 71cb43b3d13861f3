import { Field, ID, ObjectType } from 'type-graphql';
import { DeleteStatus } from '../delivery-servers/delete-delivery-servers.js';
import { DeliveryServer } from './delivery-server.type.js';
import { UserError, userErrorsDescription } from './user-error.type.js';
import { UserGroup } from './user-group.type.js';

@ObjectType('DeliveryServerCreatePayload', { simpleResolvers: true, description: 'What came of a creation.' })
export class DeliveryServerCreatePayload {
  @Field(() => DeliveryServer, {
    nullable: true,
    description: 'The new server. Null when there are user errors.',
  })
  deliveryServer!: DeliveryServer | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('DeliveryServerUpdatePayload', { simpleResolvers: true, description: 'What came of an update.' })
export class DeliveryServerUpdatePayload {
  @Field(() => DeliveryServer, {
    nullable: true,
    description:
      'The server after the change; on VERSION_CONFLICT, the server as it is now. Null when there are other user errors.',
  })
  deliveryServer!: DeliveryServer | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('DeliveryServerTestResultsSavePayload', {
  simpleResolvers: true,
  description: 'What came of saving test results.',
})
export class DeliveryServerTestResultsSavePayload {
  @Field(() => DeliveryServer, {
    nullable: true,
    description:
      'The server with the results; on VERSION_CONFLICT, the server as it is now. Null when there are other user errors.',
  })
  deliveryServer!: DeliveryServer | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('DeliveryServerDeleteResult', {
  simpleResolvers: true,
  description: 'What became of one server.',
})
export class DeliveryServerDeleteResult {
  @Field(() => ID, { description: 'The id that was asked for.' })
  id!: string;

  @Field(() => DeleteStatus, { description: 'What became of it.' })
  status!: DeleteStatus;
}

@ObjectType('DeliveryServersDeletePayload', {
  simpleResolvers: true,
  description: 'What came of a deletion.',
})
export class DeliveryServersDeletePayload {
  @Field(() => [DeliveryServerDeleteResult], {
    description: 'One result for each id. Empty when there are user errors: then nothing was deleted.',
  })
  results!: DeliveryServerDeleteResult[];

  @Field(() => [UserGroup], {
    description: 'The groups that lost a channel because its server was deleted, by `legacyId`.',
  })
  userGroupsReset!: UserGroup[];

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
