import { ArgsType, type ClassType, Field, InputType } from 'type-graphql';
import { type OrderBy, OrderDirection } from '../../lists/list-order.js';
import { NullableField } from '../decorators.js';
import { PageArgs } from './page.args.js';

/** The arguments of a list that can be searched, filtered and ordered. */
export interface ListArguments<OrderField extends string, Filter> extends PageArgs {
  search?: string | null;
  filter?: Filter | null;
  orderBy: OrderBy<OrderField>;
}

const byName = { field: 'NAME', direction: OrderDirection.ASC };

/**
 * The order of a list, by name unless told.
 * @param nouns what is listed, such as `user groups`
 */
export function orderInput<OrderField extends string>(
  name: string,
  nouns: string,
  orderField: Readonly<Record<OrderField | 'NAME', OrderField>>,
): ClassType<OrderBy<OrderField>> {
  @InputType(name, { description: `The order of a list of ${nouns}.` })
  class Order {
    @Field(() => orderField, {
      defaultValue: byName.field,
      description: 'What to order by; `legacyId` settles ties.',
    })
    field!: OrderField;

    @Field(() => OrderDirection, { defaultValue: byName.direction, description: 'Which way.' })
    direction!: OrderDirection;
  }
  return Order;
}

/**
 * @param nouns what is listed, such as `groups`
 * @param searched what the search looks for, and where, as a sentence
 */
export function listArgs<OrderField extends string, Filter extends object>(
  nouns: string,
  searched: string,
  filterType: ClassType<Filter>,
  orderType: ClassType<OrderBy<OrderField>>,
): ClassType<ListArguments<OrderField, Filter>> {
  @ArgsType()
  class ListArgs extends PageArgs implements ListArguments<OrderField, Filter> {
    @NullableField(() => String, `${searched} At most 6 words and 100 characters; blank for all ${nouns}.`)
    search?: string | null;

    @NullableField(() => filterType, `Which ${nouns} to show; all unless told.`)
    filter?: Filter | null;

    @Field(() => orderType, { defaultValue: byName, description: 'By name unless told.' })
    orderBy!: OrderBy<OrderField>;
  }
  return ListArgs;
}
