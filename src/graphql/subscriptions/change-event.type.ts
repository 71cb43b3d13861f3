import { Arg, Field, ID, ObjectType } from 'type-graphql';
import { ChangeKind } from '../../events/change.js';
import { DateTime } from '../schema/scalars.js';

/** What the events of all kinds of objects tell. */
@ObjectType({ simpleResolvers: true })
export abstract class ChangeEvent {
  @Field(() => ID, {
    description: 'Names the event, such as `ev_123`. Subscribe again with it as `after` to miss nothing.',
  })
  id!: string;

  @Field(() => ChangeKind, { description: 'What happened.' })
  kind!: ChangeKind;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;

  rowId!: number;
  detailRowId!: number | null;
}

/** The argument `ids` of a subscription; {@link followEvents} reads it, and the one called `after`. */
export function IdsArg(nouns: string) {
  const description = `Only these ${nouns}, at most 100; all if left out.`;
  return Arg('ids', () => [ID], { nullable: true, description });
}

export function AfterArg() {
  const description = 'The last event that you have seen: begins with the next one. From now on if left out.';
  return Arg('after', () => ID, { nullable: true, description });
}
