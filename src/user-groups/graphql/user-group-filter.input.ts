import { Field, ID, InputType } from 'type-graphql';
import {
  andDescription,
  filterDescription,
  notDescription,
  orDescription,
  TextFilter,
} from '../../graphql/inputs/filter.input.js';
import type { UserGroupFilter as UserGroupFilterData } from '../storage/user-group-filter.js';

@InputType('UserGroupFilter', { description: `Which user groups to show. ${filterDescription}` })
export class UserGroupFilter implements UserGroupFilterData {
  @Field(() => TextFilter, { nullable: true, description: 'The display name.' })
  name?: TextFilter | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'One of its channels uses this delivery server, such as `ds_123`. For a server that is not there nothing is found.',
  })
  deliveryServerId?: string | null;

  @Field(() => [UserGroupFilter], { nullable: true, description: andDescription })
  and?: UserGroupFilter[] | null;

  @Field(() => [UserGroupFilter], { nullable: true, description: orDescription })
  or?: UserGroupFilter[] | null;

  @Field(() => UserGroupFilter, { nullable: true, description: notDescription })
  not?: UserGroupFilter | null;
}
