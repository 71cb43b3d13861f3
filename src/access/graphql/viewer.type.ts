import { Field } from 'type-graphql';
import { CallerKind } from '../../caller/caller.js';
import { Scope } from '../../caller/scope.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@PlainObject('Viewer', 'Whose credential a request carries, and what it may do.')
export class Viewer {
  @Field(() => CallerKind, { description: 'What kind of credential it is.' })
  kind!: CallerKind;

  @Field(() => String, { description: 'Name of the API key, or user name of the administrator.' })
  name!: string;

  @Field(() => [Scope], { description: 'What it may do.' })
  scopes!: Scope[];

  @NullableField(
    () => String,
    'The tag that it is limited to: for this credential there are no other delivery servers than those that have it. Null for no limit.',
  )
  tag!: string | null;

  @NullableField(() => DateTime, 'When the credential stops working. Null for never.')
  expiresAt!: Date | null;
}
