import { Field, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { idempotencyKeyDescription } from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { EmailAddress } from '../../graphql/schema/scalars.js';

export const passwordRules =
  '12 to 256 characters of one line, whichever they are, and not the user name. Compared exactly. It goes in and never comes out.';
const clearable = 'Null clears it.';

@InputType('AdminCreateInput', { description: 'A new administrator.' })
export class AdminCreateInput {
  @Field(() => String, {
    description:
      'User name, up to 255 characters, compared exactly. It stays, and no two may differ in letter case alone.',
  })
  username!: string;

  @Field(() => String, { description: `Password: ${passwordRules}` })
  password!: string;

  @NullableField(() => String, 'First name, up to 255 characters.')
  firstName?: string | null;

  @NullableField(() => String, 'Last name, up to 255 characters.')
  lastName?: string | null;

  @NullableField(() => EmailAddress, 'E-mail address.')
  emailAddress?: string | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('AdminUpdateInput', {
  description: 'Changes of an administrator: what is left out stays as it is.',
})
export class AdminUpdateInput extends targetInput('The administrator to change, such as `adm_3`.') {
  @NullableField(
    () => String,
    `Another password: ${passwordRules} It ends every session of the administrator. Cannot be cleared.`,
  )
  password?: string | null;

  @NullableField(() => String, `First name, up to 255 characters. ${clearable}`)
  firstName?: string | null;

  @NullableField(() => String, `Last name, up to 255 characters. ${clearable}`)
  lastName?: string | null;

  @NullableField(() => EmailAddress, `E-mail address. ${clearable}`)
  emailAddress?: string | null;

  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('AdminDisableInput', { description: 'An administrator who is not to sign in any more.' })
export class AdminDisableInput extends targetInput('The administrator, such as `adm_3`.') {
  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}

@InputType('AdminEnableInput', { description: 'An administrator who may sign in again.' })
export class AdminEnableInput extends targetInput('The administrator, such as `adm_3`.') {
  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
