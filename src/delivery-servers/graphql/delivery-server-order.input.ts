import { Field, InputType } from 'type-graphql';
import { OrderDirection } from '../../lists/list-order.js';
import { DeliveryServerOrderField } from '../storage/delivery-server-list.js';

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
