import { Field, InputType } from 'type-graphql';
import { OrderDirection } from '../../lists/list-order.js';
import { UserGroupOrderField } from '../storage/user-group-list.js';

@InputType('UserGroupOrder', { description: 'The order of a list of user groups.' })
export class UserGroupOrder {
  @Field(() => UserGroupOrderField, {
    defaultValue: UserGroupOrderField.NAME,
    description: 'What to order by; `legacyId` settles ties.',
  })
  field!: UserGroupOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: 'Which way.' })
  direction!: OrderDirection;
}

export const byName: UserGroupOrder = { field: UserGroupOrderField.NAME, direction: OrderDirection.ASC };
