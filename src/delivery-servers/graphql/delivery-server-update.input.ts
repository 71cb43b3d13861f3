import { InputType, Int } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import {
  idempotencyKeyDescription,
  mailFromDescription,
  passwordDescription,
  passwordRedirectDescription,
  tagsDescription,
  verifyEveryDescription,
} from '../../graphql/inputs/input-descriptions.js';
import { targetInput } from '../../graphql/inputs/target.input.js';
import { EmailAddress, Hostname, Port } from '../../graphql/schema/scalars.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import { DnsExpectationsInput } from './dns-expectations.input.js';

@InputType('SmtpSettingsPatch', { description: 'Changes of SMTP settings: what is left out stays as it is.' })
class SmtpSettingsPatch {
  @NullableField(() => String, `Host name or IP address. Cannot be cleared. ${passwordRedirectDescription}`)
  host?: string | null;

  @NullableField(() => Port, `TCP port. Cannot be cleared. ${passwordRedirectDescription}`)
  port?: number | null;

  @NullableField(
    () => SmtpSecurity,
    `How the connection is protected. Cannot be cleared. ${passwordRedirectDescription}`,
  )
  security?: SmtpSecurity | null;

  @NullableField(() => Int, 'How long to wait for the server, in seconds, 0 to 86400. Cannot be cleared.')
  timeoutSeconds?: number | null;

  @NullableField(() => Boolean, 'Whether the server wants a user name and a password. Cannot be cleared.')
  authRequired?: boolean | null;

  @NullableField(() => String, 'User name for signing in. Null clears it.')
  username?: string | null;

  @NullableField(() => String, `${passwordDescription} Null clears it.`)
  password?: string | null;
}

@InputType('DomainSettingsPatch', {
  description: 'Changes of domain settings: what is left out stays as it is.',
})
class DomainSettingsPatch {
  @NullableField(() => Hostname, 'Domain of tracked links. Cannot be cleared.')
  linkTracking?: string | null;

  @NullableField(() => Hostname, 'Domain of the pixel that tracks opens. Cannot be cleared.')
  openTracking?: string | null;

  @NullableField(() => String, `${mailFromDescription} Cannot be cleared.`)
  mailFrom?: string | null;

  @NullableField(() => EmailAddress, 'From address that replaces the one of every message. Null clears it.')
  enforcedFrom?: string | null;

  @NullableField(() => Boolean, "Whether the sender's own address becomes MAIL FROM. Cannot be cleared.")
  useSenderInfoAsMailFrom?: boolean | null;

  @NullableField(
    () => Boolean,
    "Whether the sender's own address becomes the From address. Cannot be cleared.",
  )
  useSenderInfoAsFrom?: boolean | null;
}

@InputType('SenderRotationPatch', {
  description: 'Changes of sender rotation: what is left out stays as it is.',
})
class SenderRotationPatch {
  @NullableField(() => Boolean, 'Whether senders take turns. Cannot be cleared.')
  enabled?: boolean | null;

  @NullableField(() => String, 'Configuration of the rotation. Null clears it.')
  settings?: string | null;
}

/** What may change of a server, by itself or with others. */
@InputType()
export abstract class ChangedDeliveryServer extends targetInput('The server to change, such as `ds_123`.') {
  @NullableField(() => String, 'Display name, any text of up to 255 characters. Cannot be cleared.')
  name?: string | null;

  @NullableField(() => SmtpSettingsPatch, 'Changes of how to reach and sign in to it.')
  smtp?: SmtpSettingsPatch | null;

  @NullableField(() => DomainSettingsPatch, 'Changes of the domains that its mail shows.')
  domains?: DomainSettingsPatch | null;

  @NullableField(() => SenderRotationPatch, 'Changes of sender rotation.')
  senderRotation?: SenderRotationPatch | null;

  @NullableField(
    () => DnsExpectationsInput,
    'Changes of what ought to be in DNS for its mail. Null clears all of it.',
  )
  expectations?: DnsExpectationsInput | null;

  @NullableField(() => String, `${verifyEveryDescription} Null: as often as the setting of the gateway says.`)
  verifyEvery?: string | null;

  @NullableField(
    () => [String],
    `All tags that it is to have from now on. ${tagsDescription} Null or an empty list clears them. A credential that is limited to a tag cannot take it away (NOT_PERMITTED).`,
  )
  tags?: string[] | null;
}

@InputType('DeliveryServerUpdateInput', {
  description:
    'Changes of a delivery server: what is left out stays as it is, null clears what can be cleared.',
})
export class DeliveryServerUpdateInput extends ChangedDeliveryServer {
  @NullableField(() => String, idempotencyKeyDescription)
  idempotencyKey?: string | null;
}
