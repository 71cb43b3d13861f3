import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime } from './scalars.js';
import { UserError, userErrorsDescription } from './user-error.type.js';

@InputType('SignInInput', { description: 'The credentials of an administrator.' })
export class SignInInput {
  @Field(() => String, { description: 'User name, compared exactly.' })
  username!: string;

  @Field(() => String, { description: 'Password, compared exactly.' })
  password!: string;
}

@ObjectType('SignInPayload', { simpleResolvers: true, description: 'What came of signing in.' })
export class SignInPayload {
  @Field(() => String, {
    nullable: true,
    description:
      'For the header `Authorization: Bearer`, or as `SessionID` of the legacy API. Shown this once. Null when there are user errors.',
  })
  sessionToken!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When the session ends: 12 hours after signing in.' })
  expiresAt!: Date | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@ObjectType('SignOutPayload', { simpleResolvers: true, description: 'What came of signing out.' })
export class SignOutPayload {
  @Field(() => Boolean, { description: 'Whether the session of this request has ended.' })
  signedOut!: boolean;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
