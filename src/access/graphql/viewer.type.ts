import { Field, ObjectType } from 'type-graphql';
import { CallerKind } from '../../caller/caller.js';
import { Scope } from '../../caller/scope.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@ObjectType('Viewer', {
  simpleResolvers: true,
  description: 'Whose credential a request carries, and what it may do.',
})
export class Viewer {
  @Field(() => CallerKind, { description: 'What kind of credential it is.' })
  kind!: CallerKind;

  @Field(() => String, { description: 'Name of the API key, or user name of the administrator.' })
  name!: string;

  @Field(() => [Scope], { description: 'What it may do.' })
  scopes!: Scope[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the credential stops working. Null for never.',
  })
  expiresAt!: Date | null;
}
