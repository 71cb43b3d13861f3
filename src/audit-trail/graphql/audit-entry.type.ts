import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { AuditAction } from '../../audit/audit-action.js';
import { AuthorKind } from '../../audit/author.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { Node } from '../../graphql/nodes/node.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import type { AuditEntryFilter as AuditEntryFilterData } from '../audit-entry.js';

@PlainObject('AuditChange', 'A field that became different.')
export class AuditChange {
  @Field(() => String, { description: 'Its path in the schema, such as `smtp.host`.' })
  field!: string;

  @NullableField(
    () => String,
    'What it was, cut after 1,000 characters. Null when there was nothing, or it is a secret.',
  )
  from!: string | null;

  @NullableField(
    () => String,
    'What it became, cut after 1,000 characters. Null when it was cleared, or it is a secret.',
  )
  to!: string | null;

  @NullableField(
    () => Boolean,
    'True for a secret, of which only the change is told. Null for anything else.',
  )
  isSecret?: true;
}

@ObjectType('AuditEntry', {
  implements: Node,
  simpleResolvers: true,
  description: 'One thing that somebody did. It was written in the transaction that did it.',
})
export class AuditEntry extends Node {
  @Field(() => ID, { description: 'Globally unique, such as `au_7`.' })
  override id!: string;

  @Field(() => DateTime, { description: 'When it was done.' })
  occurredAt!: Date;

  // Not objects with an `id`: a cache that keeps objects by it would show one of them in all entries.
  @Field(() => AuthorKind, { description: 'Who did it.' })
  actorKind!: AuthorKind;

  @NullableField(
    () => ID,
    'The API key (`key_7`) or the administrator (`adm_3`) that did it, which may be gone by now. Null for others.',
  )
  actorId!: string | null;

  @Field(() => String, {
    description:
      'Name of the key, or user name of the administrator, at that time; of a failed sign-in the user name that was given. For the gateway the user of its machine who ran an import, a backup or a restore, else empty.',
  })
  actorName!: string;

  @NullableField(() => String, 'The address that the request came from. Null for the gateway itself.')
  address!: string | null;

  @NullableField(
    () => String,
    'The request, as the log and `X-Request-Id` of the answer have it. Null for the gateway itself.',
  )
  requestId!: string | null;

  @Field(() => String, {
    description:
      'The field of the schema that was asked for, such as `deliveryServerUpdate`, or what the gateway was about, such as `start`.',
  })
  operation!: string;

  @NullableField(
    () => String,
    'The command of the legacy API, such as `deliveryserver.update`. Null when it came another way.',
  )
  command!: string | null;

  @Field(() => AuditAction, { description: 'What was done.' })
  action!: AuditAction;

  @NullableField(
    () => ID,
    'What it was done to, such as `ds_123`, which may be gone by now. Null when it is about no single object.',
  )
  objectId!: string | null;

  @NullableField(() => String, 'The name of that at the time.')
  objectName!: string | null;

  @Field(() => [AuditChange], {
    description: 'Which fields became different. Empty where that is not a matter of fields.',
  })
  changes!: AuditChange[];

  @NullableField(() => Int, 'How many objects it is about. Null where that is one, or none.')
  count!: number | null;

  @NullableField(
    () => String,
    'Its place in the chain as `POSITION:HASH`, with the SHA-256 of all up to it. Null for a second or so, until it is linked.',
  )
  place!: string | null;
}

@InputType('AuditEntryFilter', {
  description:
    'Which entries to show. All that is given has to hold; what is left out or null asks for nothing.',
})
export class AuditEntryFilter implements AuditEntryFilterData {
  @NullableField(() => ID, 'Done to this object, such as `ds_123`, also when it is deleted by now.')
  objectId?: string | null;

  @NullableField(() => ID, 'Done by this API key (`key_7`) or administrator (`adm_3`).')
  actorId?: string | null;

  @NullableField(() => [AuditAction], 'One of these was done. An empty list finds nothing.')
  action?: AuditAction[] | null;

  @NullableField(() => DateTime, 'Done at this time or later.')
  from?: Date | null;

  @NullableField(() => DateTime, 'Done earlier than this.')
  to?: Date | null;
}
