import { Field, InputType } from 'type-graphql';
import { DeliveryServerOrderField } from '../delivery-servers/delivery-server-list.js';
import { OrderDirection } from '../lists/list-order.js';

@InputType('DeliveryServerOrder', { description: 'The order of a list of delivery servers.' })
export class DeliveryServerOrder {
  @Field(() => DeliveryServerOrderField, {
    defaultValue: DeliveryServerOrderField.NAME,
    description: 'What to order by; `legacyId` settles ties.',
  })
  field!: DeliveryServerOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which way.' })
  direction!: OrderDirection;
}

export const byName: DeliveryServerOrder = {
  field: DeliveryServerOrderField.NAME,
  direction: OrderDirection.ASC,
};
