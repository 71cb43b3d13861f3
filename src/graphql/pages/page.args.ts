import { ArgsType, Field, Int } from 'type-graphql';

/** Which part of a list is asked for. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** For lists that are read from their beginning on. */
@ArgsType()
export class ForwardPageArgs implements PageArguments {
  @Field(() => Int, { nullable: true, description: 'How many items, 1 to 100; 20 unless told.' })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Begin after this cursor: `pageInfo.endCursor` of the page before.',
  })
  after?: string | null;
}

/** For lists that are read from either end. */
@ArgsType()
export class PageArgs extends ForwardPageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many items from the end, 1 to 100, in the same order. Not together with `first`.',
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'End before this cursor: `pageInfo.startCursor` of the page after.',
  })
  before?: string | null;
}
