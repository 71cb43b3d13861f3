import { ArgsType, Field } from 'type-graphql';
import { PageArgs } from '../../graphql/pages/page.args.js';
import { DeliveryServerFilter } from './delivery-server-filter.input.js';
import { byName, DeliveryServerOrder } from './delivery-server-order.input.js';

@ArgsType()
export class DeliveryServerListArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Words to look for in the name, the SMTP host, the domains and the enforced sender address; each word has to occur in one of them, letter case and accents aside. At most 6 words and 100 characters; blank for all servers.',
  })
  search?: string | null;

  @Field(() => DeliveryServerFilter, {
    nullable: true,
    description: 'Which servers to show; all unless told.',
  })
  filter?: DeliveryServerFilter | null;

  @Field(() => DeliveryServerOrder, { defaultValue: byName, description: 'By name unless told.' })
  orderBy!: DeliveryServerOrder;
}
