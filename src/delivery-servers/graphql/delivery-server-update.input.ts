import { Field, ID, InputType, Int } from 'type-graphql';
import {
  expectedVersionDescription,
  idempotencyKeyDescription,
  mailFromDescription,
  passwordDescription,
  passwordRedirectDescription,
  tagsDescription,
} from '../../graphql/inputs/input-descriptions.js';
import { EmailAddress, Hostname, Port } from '../../graphql/schema/scalars.js';
import { SmtpSecurity } from '../delivery-server.js';

@InputType('SmtpSettingsPatch', { description: 'Changes of SMTP settings: what is left out stays as it is.' })
class SmtpSettingsPatch {
  @Field(() => String, {
    nullable: true,
    description: `Host name or IP address. Cannot be cleared. ${passwordRedirectDescription}`,
  })
  host?: string | null;

  @Field(() => Port, {
    nullable: true,
    description: `TCP port. Cannot be cleared. ${passwordRedirectDescription}`,
  })
  port?: number | null;

  @Field(() => SmtpSecurity, {
    nullable: true,
    description: `How the connection is protected. Cannot be cleared. ${passwordRedirectDescription}`,
  })
  security?: SmtpSecurity | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long to wait for the server, in seconds, 0 to 86400. Cannot be cleared.',
  })
  timeoutSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the server wants a user name and a password. Cannot be cleared.',
  })
  authRequired?: boolean | null;

  @Field(() => String, { nullable: true, description: 'User name for signing in. Null clears it.' })
  username?: string | null;

  @Field(() => String, { nullable: true, description: `${passwordDescription} Null clears it.` })
  password?: string | null;
}

@InputType('DomainSettingsPatch', {
  description: 'Changes of domain settings: what is left out stays as it is.',
})
class DomainSettingsPatch {
  @Field(() => Hostname, { nullable: true, description: 'Domain of tracked links. Cannot be cleared.' })
  linkTracking?: string | null;

  @Field(() => Hostname, {
    nullable: true,
    description: 'Domain of the pixel that tracks opens. Cannot be cleared.',
  })
  openTracking?: string | null;

  @Field(() => String, { nullable: true, description: `${mailFromDescription} Cannot be cleared.` })
  mailFrom?: string | null;

  @Field(() => EmailAddress, {
    nullable: true,
    description: 'From address that replaces the one of every message. Null clears it.',
  })
  enforcedFrom?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the sender's own address becomes MAIL FROM. Cannot be cleared.",
  })
  useSenderInfoAsMailFrom?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the sender's own address becomes the From address. Cannot be cleared.",
  })
  useSenderInfoAsFrom?: boolean | null;
}

@InputType('SenderRotationPatch', {
  description: 'Changes of sender rotation: what is left out stays as it is.',
})
class SenderRotationPatch {
  @Field(() => Boolean, { nullable: true, description: 'Whether senders take turns. Cannot be cleared.' })
  enabled?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Configuration of the rotation. Null clears it.' })
  settings?: string | null;
}

@InputType('DeliveryServerUpdateInput', {
  description:
    'Changes of a delivery server: what is left out stays as it is, null clears what can be cleared.',
})
export class DeliveryServerUpdateInput {
  @Field(() => ID, { description: 'The server to change, such as `ds_123`.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: expectedVersionDescription })
  expectedVersion?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Display name, any text of up to 255 characters. Cannot be cleared.',
  })
  name?: string | null;

  @Field(() => SmtpSettingsPatch, {
    nullable: true,
    description: 'Changes of how to reach and sign in to it.',
  })
  smtp?: SmtpSettingsPatch | null;

  @Field(() => DomainSettingsPatch, {
    nullable: true,
    description: 'Changes of the domains that its mail shows.',
  })
  domains?: DomainSettingsPatch | null;

  @Field(() => SenderRotationPatch, { nullable: true, description: 'Changes of sender rotation.' })
  senderRotation?: SenderRotationPatch | null;

  @Field(() => [String], {
    nullable: true,
    description: `All tags that it is to have from now on. ${tagsDescription} Null or an empty list clears them.`,
  })
  tags?: string[] | null;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  idempotencyKey?: string | null;
}
