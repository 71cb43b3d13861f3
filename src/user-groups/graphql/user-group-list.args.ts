import { ArgsType, Field } from 'type-graphql';
import { PageArgs } from '../../graphql/pages/page.args.js';
import { UserGroupFilter } from './user-group-filter.input.js';
import { byName, UserGroupOrder } from './user-group-order.input.js';

@ArgsType()
export class UserGroupListArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Words to look for in the name; each has to occur, letter case and accents aside. At most 6 words and 100 characters; blank for all groups.',
  })
  search?: string | null;

  @Field(() => UserGroupFilter, { nullable: true, description: 'Which groups to show; all unless told.' })
  filter?: UserGroupFilter | null;

  @Field(() => UserGroupOrder, { defaultValue: byName, description: 'By name unless told.' })
  orderBy!: UserGroupOrder;
}
