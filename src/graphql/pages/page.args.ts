import { ArgsType, Int } from 'type-graphql';
import { NullableField } from '../decorators.js';

/** For lists that are read from their beginning on. */
@ArgsType()
export class ForwardPageArgs {
  @NullableField(() => Int, 'How many items, 1 to 100; 20 unless told.')
  first?: number | null;

  @NullableField(() => String, 'Begin after this cursor: `pageInfo.endCursor` of the page before.')
  after?: string | null;
}

/** For lists that are read from either end. */
@ArgsType()
export class PageArgs extends ForwardPageArgs {
  @NullableField(
    () => Int,
    'How many items from the end, 1 to 100, in the same order. Not together with `first`.',
  )
  last?: number | null;

  @NullableField(() => String, 'End before this cursor: `pageInfo.startCursor` of the page after.')
  before?: string | null;
}
