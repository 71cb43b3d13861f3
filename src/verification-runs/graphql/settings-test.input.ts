import { Field, InputType, Int } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { mailFromDescription } from '../../graphql/inputs/input-descriptions.js';
import { EmailAddress, Port } from '../../graphql/schema/scalars.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';

@InputType('DeliveryServerSettingsTestInput', {
  description: 'Settings of an SMTP server to try, such as those of a server that is not there yet.',
})
export class DeliveryServerSettingsTestInput {
  @Field(() => String, {
    description: 'Host name, such as `smtp.example.com`, or IP address. Neither a scheme nor a port.',
  })
  host!: string;

  @Field(() => Port, { description: 'TCP port, usually 587, 465 or 25.' })
  port!: number;

  @Field(() => SmtpSecurity, { description: 'How the connection is protected.' })
  security!: SmtpSecurity;

  @Field(() => Int, {
    defaultValue: 30,
    description:
      'How long to wait for the server, in seconds, 0 to 86400. The test ends after 6 seconds in any case.',
  })
  timeoutSeconds!: number;

  @NullableField(() => String, 'User name for signing in. Left out: it is tried without.')
  username?: string | null;

  @NullableField(() => String, 'Password for signing in. It is not kept.')
  password?: string | null;

  @NullableField(() => String, `${mailFromDescription} Needed for the mode MESSAGE.`)
  mailFrom?: string | null;

  @NullableField(() => EmailAddress, 'From address of the message. Left out: one of mail-from.')
  enforcedFrom?: string | null;

  @NullableField(
    () => DeliveryMode,
    'How far the test goes. Left out: MESSAGE when there is `to`, else AUTH.',
  )
  mode?: DeliveryMode | null;

  @NullableField(
    () => EmailAddress,
    'Who gets the message of the mode MESSAGE. Left out: the administrator of the gateway (ADMIN_EMAIL); when nobody is known, no message is sent.',
  )
  to?: string | null;
}
