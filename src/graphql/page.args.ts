import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many items, 1 to 100.' })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Begin after this cursor, which is `pageInfo.endCursor`.',
  })
  after?: string | null;
}
