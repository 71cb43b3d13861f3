import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ChangeKind } from '../../events/change.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@ObjectType('DeliveryServerEvent', {
  simpleResolvers: true,
  description: 'One change of one delivery server.',
})
export class DeliveryServerEvent {
  @Field(() => ID, {
    description: 'Names the event, such as `ev_123`. Subscribe again with it as `after` to miss nothing.',
  })
  id!: string;

  @Field(() => ChangeKind, { description: 'What happened.' })
  kind!: ChangeKind;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => ID, { description: 'The server that was changed, such as `ds_123`.' })
  deliveryServerId!: string;

  @Field(() => Int, {
    description: 'The version of the server after the change; the last one that it had if it is deleted.',
  })
  version!: number;

  rowId!: number;
}
