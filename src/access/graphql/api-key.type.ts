import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { Node } from '../../graphql/nodes/node.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';

const networksDescription =
  'Limits the key to at most 32 networks and addresses, such as `10.0.0.0/8`, `192.0.2.7` or `2001:db8::/32`: those that clients come from, as `TRUST_PROXY` tells them. Inside of those of your own key, if it has such a limit.';

@ObjectType('ApiKey', {
  implements: Node,
  simpleResolvers: true,
  description: 'A key for programs. The key itself is shown only when it is made.',
})
export class ApiKey extends Node {
  @Field(() => ID, { description: 'Globally unique, such as `key_7`.' })
  override id!: string;

  @Field(() => Int, { description: 'Counts changes, from 1. Give it as `expectedVersion`.' })
  version!: number;

  @Field(() => String, { description: 'What the key is for.' })
  name!: string;

  @Field(() => [Scope], { description: 'What the key may do.' })
  scopes!: Scope[];

  @NullableField(
    () => String,
    'The tag that it is limited to: for this key there are no other delivery servers than those that have it. Null for no limit.',
  )
  tag!: string | null;

  @NullableField(
    () => [String],
    'The networks from which it works, such as `10.0.0.0/8`; from elsewhere it is answered as a wrong key is. Null for everywhere.',
  )
  networks!: string[] | null;

  @NullableField(() => ID, 'The key in whose place it was made by `apiKeyRoll`, such as `key_6`.')
  replaces!: string | null;

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

  @NullableField(() => [String], `${networksDescription} No limit, when left out or null.`)
  networks?: string[] | null;

  @NullableField(
    () => DateTime,
    'When it stops working, to the millisecond. Never, when left out; not after the end of your own key.',
  )
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

@InputType('ApiKeyUpdateInput', {
  description:
    'Changes of an API key: what is left out stays as it is. What it may do, and its tag, cannot be changed.',
})
export class ApiKeyUpdateInput extends targetInput('The key, such as `key_7`.') {
  @NullableField(() => String, 'What the key is for, up to 255 characters. Cannot be cleared.')
  name?: string | null;

  @NullableField(() => [String], `${networksDescription} Null clears the limit.`)
  networks?: string[] | null;

  @NullableField(() => DateTime, 'When it stops working, in the future. Null for never.')
  expiresAt?: Date | null;
}

@PlainObject('ApiKeyUpdatePayload', 'What came of changing a key.')
export class ApiKeyUpdatePayload {
  @NullableField(
    () => ApiKey,
    'The key after the change; on VERSION_CONFLICT, as it is now. Null when there are other user errors.',
  )
  apiKey!: ApiKey | null;

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

@InputType('ApiKeyRollInput', { description: 'An API key that gets another one in its place.' })
export class ApiKeyRollInput {
  @Field(() => ID, { description: 'The key, such as `key_7`.' })
  id!: string;

  @NullableField(
    () => Int,
    'For how long the old key works on, in seconds: 86,400 (a day) unless told, at most 2,592,000 (30 days), 0 for not at all. Never beyond its own end.',
  )
  endsInSeconds?: number | null;
}

@PlainObject('ApiKeyRollPayload', 'What came of rolling a key.')
export class ApiKeyRollPayload {
  @NullableField(() => ApiKey, 'The new key. Null when there are user errors.')
  apiKey!: ApiKey | null;

  @NullableField(
    () => String,
    'The new key itself, for the header `Authorization: Bearer`. Shown this once: keep it safe.',
  )
  secret!: string | null;

  @NullableField(() => ApiKey, 'The old key, which ends at its `expiresAt`. Null when there are user errors.')
  oldApiKey!: ApiKey | null;

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
