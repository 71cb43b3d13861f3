import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { Node } from '../../graphql/nodes/node.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@ObjectType('ApiKey', {
  implements: Node,
  simpleResolvers: true,
  description: 'A key for programs. The key itself is shown only when it is made.',
})
export class ApiKey extends Node {
  @Field(() => ID, { description: 'Globally unique, such as `key_7`.' })
  override id!: string;

  @Field(() => String, { description: 'What the key is for.' })
  name!: string;

  @Field(() => [Scope], { description: 'What the key may do.' })
  scopes!: Scope[];

  @NullableField(
    () => String,
    'The tag that it is limited to: for this key there are no other delivery servers than those that have it. Null for no limit.',
  )
  tag!: string | null;

  @NullableField(() => DateTime, 'When it stops working. Null for never.')
  expiresAt!: Date | null;

  @NullableField(() => DateTime, 'When it was last used, to the minute. Null for never.')
  lastUsedAt!: Date | null;

  @NullableField(() => DateTime, 'When it was revoked. Null while it works.')
  revokedAt!: Date | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;
}

@InputType('ApiKeyCreateInput', { description: 'A new API key.' })
export class ApiKeyCreateInput {
  @Field(() => String, { description: 'What the key is for, up to 255 characters.' })
  name!: string;

  @Field(() => [Scope], { description: 'What the key may do; at most what your own credential may do.' })
  scopes!: Scope[];

  @NullableField(
    () => String,
    'Limits the key to a tag: for it there are no other delivery servers than those that have it, up to 50 characters, letter case aside. Such a key cannot have ADMIN or AUDIT. No limit, when left out or null.',
  )
  tag?: string | null;

  @NullableField(() => DateTime, 'When it stops working. Never, when left out.')
  expiresAt?: Date | null;
}

@PlainObject('ApiKeyCreatePayload', 'What came of making a key.')
export class ApiKeyCreatePayload {
  @NullableField(() => ApiKey, 'The new key. Null when there are user errors.')
  apiKey!: ApiKey | null;

  @NullableField(
    () => String,
    'The key itself, for the header `Authorization: Bearer`. Shown this once: keep it safe.',
  )
  secret!: string | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@InputType('ApiKeyRevokeInput', { description: 'An API key to end.' })
export class ApiKeyRevokeInput {
  @Field(() => ID, { description: 'The key, such as `key_7`.' })
  id!: string;
}

@PlainObject('ApiKeyRevokePayload', 'What came of ending a key.')
export class ApiKeyRevokePayload {
  @NullableField(() => ApiKey, 'The revoked key. Null when there are user errors.')
  apiKey!: ApiKey | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
