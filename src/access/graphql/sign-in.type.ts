import { Field, InputType } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import { passwordRules } from './administrator.input.js';
import { Administrator } from './administrator.type.js';

@InputType('SignInInput', {
  description: 'The credentials of an administrator, or an API key to begin a session with.',
})
export class SignInInput {
  @NullableField(() => String, 'User name, compared exactly. Required without an API key.')
  username?: string | null;

  @NullableField(() => String, 'Password, compared exactly. Required without an API key.')
  password?: string | null;

  @NullableField(
    () => String,
    'An API key; the session has its scopes and ends with it. User name and password are then ignored.',
  )
  apiKey?: string | null;
}

@PlainObject('SignInPayload', 'What came of signing in.')
export class SignInPayload {
  @NullableField(
    () => String,
    'For the header `Authorization: Bearer`, or as `SessionID` of the legacy API. Shown this once. Null when there are user errors.',
  )
  sessionToken!: string | null;

  @NullableField(() => DateTime, 'When the session ends: 12 hours after signing in.')
  expiresAt!: Date | null;

  @NullableField(
    () => Administrator,
    'Who signed in. Null when the session was begun with an API key, or when there are user errors.',
  )
  administrator!: Administrator | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@InputType('ViewerPasswordChangeInput', { description: 'Another password of your own.' })
export class ViewerPasswordChangeInput {
  @Field(() => String, { description: 'The password that you signed in with.' })
  currentPassword!: string;

  @Field(() => String, { description: `The new one: ${passwordRules}` })
  newPassword!: string;
}

@PlainObject('SignOutPayload', 'What came of signing out.')
export class SignOutPayload {
  @Field(() => Boolean, { description: 'Whether the session of this request has ended.' })
  signedOut!: boolean;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
