import { Field, ObjectType } from 'type-graphql';
import { Channel } from '../user-group.js';

/** `deliveryServer` is added by its resolver. */
@ObjectType('UserGroupAssignment', {
  simpleResolvers: true,
  description: 'The delivery server that one channel of a user group uses.',
})
export class UserGroupAssignment {
  @Field(() => Channel, { description: 'The channel.' })
  channel!: Channel;

  deliveryServerRowId!: number;
}
