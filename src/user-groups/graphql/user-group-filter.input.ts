import { ID, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
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
  @NullableField(() => TextFilter, 'The display name.')
  name?: TextFilter | null;

  @NullableField(
    () => ID,
    'One of its channels uses this delivery server, such as `ds_123`. For a server that is not there nothing is found.',
  )
  deliveryServerId?: string | null;

  @NullableField(() => [UserGroupFilter], andDescription)
  and?: UserGroupFilter[] | null;

  @NullableField(() => [UserGroupFilter], orDescription)
  or?: UserGroupFilter[] | null;

  @NullableField(() => UserGroupFilter, notDescription)
  not?: UserGroupFilter | null;
}
