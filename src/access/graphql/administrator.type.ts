import { Field, ID, Int, ObjectType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { Node } from '../../graphql/nodes/node.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@ObjectType('Administrator', {
  implements: Node,
  simpleResolvers: true,
  description: 'A person who signs in with a user name and a password, and then may do everything.',
})
export class Administrator extends Node {
  @Field(() => ID, { description: 'Globally unique, such as `adm_3`.' })
  override id!: string;

  @Field(() => Int, { description: 'The number that the legacy API calls `AdminID`.' })
  legacyId!: number;

  @Field(() => Int, { description: 'Counts changes, from 1. Give it as `expectedVersion`.' })
  version!: number;

  @Field(() => String, { description: 'User name.' })
  username!: string;

  @Field(() => String, { description: 'First name; empty when not known.' })
  firstName!: string;

  @Field(() => String, { description: 'Last name; empty when not known.' })
  lastName!: string;

  @Field(() => String, { description: 'E-mail address; empty when not known.' })
  emailAddress!: string;

  @Field(() => Boolean, {
    description:
      'Whether ADMIN_USERNAME and ADMIN_PASSWORD set this administrator up. The password is then changed there, as every start would set it again.',
  })
  isFromEnvironment!: boolean;

  @NullableField(() => DateTime, 'Since when they cannot sign in. Null while they can.')
  disabledAt!: Date | null;

  @NullableField(() => DateTime, 'When they last signed in. Null for never.')
  lastSignedInAt!: Date | null;

  @Field(() => DateTime, { description: 'When they were added.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When they were last changed.' })
  updatedAt!: Date;
}
