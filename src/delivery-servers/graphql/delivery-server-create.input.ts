import { Field, InputType, Int } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import {
  idempotencyKeyDescription,
  mailFromDescription,
  passwordDescription,
  tagsDescription,
  verifyEveryDescription,
} from '../../graphql/inputs/input-descriptions.js';
import { EmailAddress, Hostname, Port } from '../../graphql/schema/scalars.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import { DnsExpectationsInput } from './dns-expectations.input.js';

@InputType('SmtpSettingsInput', { description: 'How to reach and sign in to an SMTP server.' })
class SmtpSettingsInput {
  @Field(() => String, {
    description:
      'Host name, such as `smtp.example.com`, or IP address; kept as it is sent. Neither a scheme nor a port.',
  })
  host!: string;

  @Field(() => Port, { description: 'TCP port, usually 587, 465 or 25.' })
  port!: number;

  @Field(() => SmtpSecurity, { description: 'How the connection is protected.' })
  security!: SmtpSecurity;

  @Field(() => Int, {
    defaultValue: 30,
    description: 'How long to wait for the server, in seconds, 0 to 86400.',
  })
  timeoutSeconds!: number;

  @Field(() => Boolean, { description: 'Whether the server wants a user name and a password.' })
  authRequired!: boolean;

  @NullableField(
    () => String,
    'User name for signing in, one line of up to 512 characters. Required when `authRequired` is true.',
  )
  username!: string | null;

  @NullableField(() => String, passwordDescription)
  password!: string | null;
}

@InputType('DomainSettingsInput', {
  description: 'The domains and addresses that mail through the server shows.',
})
class DomainSettingsInput {
  @Field(() => Hostname, { description: 'Domain of tracked links, such as `track.example.com`.' })
  linkTracking!: string;

  @Field(() => Hostname, {
    description: 'Domain of the pixel that tracks opens, such as `open.example.com`.',
  })
  openTracking!: string;

  @Field(() => String, { description: mailFromDescription })
  mailFrom!: string;

  @NullableField(() => EmailAddress, 'From address that replaces the one of every message.')
  enforcedFrom!: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether the sender's own address becomes MAIL FROM.",
  })
  useSenderInfoAsMailFrom!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether the sender's own address becomes the From address.",
  })
  useSenderInfoAsFrom!: boolean;
}

@InputType('SenderRotationInput', { description: 'Sending in turn from several sender addresses.' })
class SenderRotationInput {
  @Field(() => Boolean, { defaultValue: false, description: 'Whether senders take turns.' })
  enabled!: boolean;

  @NullableField(() => String, 'Configuration of the rotation, kept as the text it is.')
  settings!: string | null;
}

/** What is given of a new server, by itself or with others. */
@InputType()
export abstract class NewDeliveryServer {
  @Field(() => String, { description: 'Display name, any text of up to 255 characters. Need not be unique.' })
  name!: string;

  @Field(() => SmtpSettingsInput, { description: 'How to reach and sign in to the server.' })
  smtp!: SmtpSettingsInput;

  @Field(() => DomainSettingsInput, { description: 'The domains and addresses that its mail shows.' })
  domains!: DomainSettingsInput;

  @Field(() => SenderRotationInput, {
    defaultValue: { enabled: false },
    description: 'Sending in turn from several sender addresses. Off when left out.',
  })
  senderRotation!: SenderRotationInput;

  @NullableField(
    () => DnsExpectationsInput,
    'What ought to be in DNS for its mail. Left out: what the settings of the gateway say.',
  )
  expectations?: DnsExpectationsInput | null;

  @NullableField(() => String, `${verifyEveryDescription} Null: as often as the setting of the gateway says.`)
  verifyEvery!: string | null;

  @Field(() => [String], {
    defaultValue: [],
    description: `${tagsDescription} A credential that is limited to a tag adds it.`,
  })
  tags!: string[];
}

@InputType('DeliveryServerCreateInput', { description: 'A new delivery server.' })
export class DeliveryServerCreateInput extends NewDeliveryServer {
  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
