import { Field, ID, Int } from 'type-graphql';
import type { FieldChange } from '../../audit/audit-record.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UserError, userErrors, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import type { Outcome } from '../../problems/problem.js';
import { type ConfigurationChange as Change, ConfigurationChangeKind } from '../configuration-changes.js';

@PlainObject('ConfigurationFieldChange', 'A field that becomes different.')
class ConfigurationFieldChange {
  @Field(() => String, { description: 'Its path, such as `smtp.host` or `channels.MARKETING`.' })
  field!: string;

  @NullableField(() => String, 'As it was; null when there was nothing, or it is secret.')
  from!: string | null;

  @NullableField(
    () => String,
    'As it is then; null when there is nothing, or it is secret. A server is told by its id, and by its name where a dry run would create it.',
  )
  to!: string | null;

  @Field(() => Boolean, { description: 'Whether it is told only that it becomes different.' })
  isSecret!: boolean;
}

@PlainObject('ConfigurationChange', 'What came of an item, or would.')
class ConfigurationChange {
  @Field(() => ConfigurationChangeKind, { description: 'What came of it.' })
  kind!: ConfigurationChangeKind;

  @NullableField(() => ID, 'Such as `ds_123` or `ug_5`. Null for what a dry run would create.')
  id!: string | null;

  @NullableField(() => Int, 'Its version after the change. Null for what is gone, or would be created.')
  version!: number | null;

  @Field(() => [ConfigurationFieldChange], {
    description: 'What becomes different. Of a new object what it has; of one that goes nothing.',
  })
  fields!: ConfigurationFieldChange[];
}

@PlainObject('ConfigurationApplyPayload', 'What came of a configuration.')
export class ConfigurationApplyPayload {
  @Field(() => Boolean, { description: 'As it was asked for.' })
  dryRun!: boolean;

  @Field(() => [ConfigurationChange], {
    description:
      'One for each item of the input, list by list in the order of the lists. Empty when there are user errors.',
  })
  changes!: ConfigurationChange[];

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}

export function applyPayloadFrom(
  dryRun: boolean,
  { result, problems }: Outcome<Change[]>,
): ConfigurationApplyPayload {
  const changes = (result ?? []).map(({ fields, ...change }) => ({ ...change, fields: fields.map(told) }));
  return { dryRun, changes, userErrors: userErrors(problems) };
}

function told({ isSecret = false, ...change }: Omit<FieldChange, 'isSecret'> & { isSecret?: boolean }) {
  return { ...change, isSecret };
}
