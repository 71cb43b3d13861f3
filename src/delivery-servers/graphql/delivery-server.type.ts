import { Field, ID, Int, ObjectType } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { Node } from '../../graphql/nodes/node.type.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import { DateTime, EmailAddress, Hostname, Port } from '../../graphql/schema/scalars.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import {
  type Check as CheckData,
  type DeliveryServer as DeliveryServerData,
  DeliveryServerState,
  VerificationSource,
} from '../delivery-server.js';
import { DnsExpectations } from './dns-expectations.type.js';

@PlainObject('SmtpSettings', 'How to reach and sign in to an SMTP server.')
export class SmtpSettings {
  @Field(() => String, { description: 'Host name or IP address.' })
  host!: string;

  @Field(() => Port, { description: 'TCP port, usually 587, 465 or 25.' })
  port!: number;

  @Field(() => SmtpSecurity, { description: 'How the connection is protected.' })
  security!: SmtpSecurity;

  @Field(() => Int, { description: 'How long to wait for the server, in seconds, 0 to 86400.' })
  timeoutSeconds!: number;

  @Field(() => Boolean, { description: 'Whether the server wants a user name and a password.' })
  authRequired!: boolean;

  @NullableField(() => String, 'User name for signing in. Null when none is set.')
  username!: string | null;

  @Field(() => Boolean, { description: 'Whether a password is stored. The password itself is never shown.' })
  hasPassword!: boolean;

  @NullableField(() => DateTime, 'When the password was last set. Null when none is stored.')
  passwordUpdatedAt!: Date | null;
}

@PlainObject('DomainSettings', 'The domains and addresses that mail through a server shows.')
export class DomainSettings {
  @Field(() => Hostname, { description: 'Domain of tracked links.' })
  linkTracking!: string;

  @Field(() => Hostname, { description: 'Domain of the pixel that tracks opens.' })
  openTracking!: string;

  @Field(() => String, {
    description:
      'Where bounces go (SMTP MAIL FROM): a domain such as `bounce.example.com`, or a full e-mail address.',
  })
  mailFrom!: string;

  @NullableField(
    () => EmailAddress,
    'From address that replaces the one of every message. Null to leave messages as they are.',
  )
  enforcedFrom!: string | null;

  @Field(() => Boolean, { description: "Whether the sender's own address becomes MAIL FROM." })
  useSenderInfoAsMailFrom!: boolean;

  @Field(() => Boolean, { description: "Whether the sender's own address becomes the From address." })
  useSenderInfoAsFrom!: boolean;
}

@PlainObject('SenderRotation', 'Sending in turn from several sender addresses.')
export class SenderRotation {
  @Field(() => Boolean, { description: 'Whether senders take turns.' })
  enabled!: boolean;

  @NullableField(
    () => String,
    'Configuration of the rotation, kept as the text it was given as, often JSON. Null when none is set.',
  )
  settings!: string | null;
}

@PlainObject('Check', 'One check of a delivery server.')
export class Check implements CheckData {
  @Field(() => CheckKind, { description: 'What was checked.' })
  kind!: CheckKind;

  @Field(() => CheckStatus, { description: 'What was found, by whoever made the check last.' })
  status!: CheckStatus;

  @NullableField(() => VerificationSource, 'Who made the check. Null when nobody did.')
  source!: VerificationSource | null;

  deliveryServerRowId!: number;
}

@PlainObject('Verification', 'What is known of the DNS records and the delivery of a server.')
export class Verification {
  @Field(() => CheckStatus, {
    description:
      'That of the check that is worst, in the order FAIL, ERROR, NOT_CHECKED, WARN; PASS when all seven passed.',
  })
  status!: CheckStatus;

  @Field(() => [Check], { description: 'Always all seven checks, in the order of `CheckKind`.' })
  checks!: Check[];

  @NullableField(() => DateTime, 'When the last of the checks was made. Null before the first time.')
  lastCheckedAt!: Date | null;

  @NullableField(
    () => DateTime,
    'When the certificate of the SMTP server expires, as of the newest measurement of EMAIL_DELIVERY that could be made. Null when that met no certificate.',
  )
  certificateExpiresAt!: Date | null;

  @NullableField(
    () => Int,
    'Whole days until that certificate expires, from now, rounded down; negative when it has expired.',
  )
  certificateDaysLeft!: number | null;

  @NullableField(
    () => VerificationSource,
    'MEASURED when this gateway made every check that was made, else REPORTED. Null before the first time.',
  )
  source!: VerificationSource | null;
}

@PlainObject('DeliveryServerPause', 'Why and for how long a delivery server is not to be used.')
export class DeliveryServerPause {
  @Field(() => DateTime, { description: 'When it was paused.' })
  since!: Date;

  @NullableField(() => DateTime, 'When the pause ends by itself. Null when it lasts until somebody ends it.')
  until!: Date | null;

  @NullableField(() => String, 'What it was paused for. Null when nobody said.')
  reason!: string | null;
}

@ObjectType('DeliveryServer', {
  implements: Node,
  simpleResolvers: true,
  description: 'An SMTP server that campaigns are sent through.',
})
export class DeliveryServer extends Node implements DeliveryServerData {
  @Field(() => ID, { description: 'Globally unique, such as `ds_123`.' })
  override id!: string;

  @Field(() => Int, { description: 'The number that the legacy API calls `DeliveryServerID`.' })
  legacyId!: number;

  @Field(() => Int, {
    description: 'Counts changes, from 1. Give it as `expectedVersion` to overwrite nobody.',
  })
  version!: number;

  @Field(() => String, { description: 'Display name. Several servers may share one.' })
  name!: string;

  @Field(() => SmtpSettings, { description: 'How to reach and sign in to the server.' })
  smtp!: SmtpSettings;

  @Field(() => DomainSettings, { description: 'The domains and addresses that its mail shows.' })
  domains!: DomainSettings;

  @Field(() => SenderRotation, { description: 'Sending in turn from several sender addresses.' })
  senderRotation!: SenderRotation;

  @Field(() => DnsExpectations, {
    description:
      'What ought to be in DNS, as far as it was said for this server. A check takes what is empty here from the settings of the gateway, field by field.',
  })
  expectations!: DnsExpectations;

  @NullableField(
    () => String,
    'How often the gateway makes its checks by itself: a duration such as `30s`, `15m`, `6h` or `1d`, or `never`. Null for as often as the setting `VERIFY_EVERY` of the gateway says.',
  )
  verifyEvery!: string | null;

  @Field(() => Verification, { description: 'What the last checks found.' })
  verification!: Verification;

  @Field(() => DeliveryServerState, { description: 'Whether mail may be sent through it.' })
  state!: DeliveryServerState;

  @NullableField(() => DeliveryServerPause, 'Why and for how long it is paused. Null while it is enabled.')
  pause!: DeliveryServerPause | null;

  @Internal()
  @NullableField(
    () => String,
    'The SMTP password, empty when none is stored; null when the reader may not see it, or it does not open.',
  )
  smtpPassword?: string | null;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed, by anyone, in any way.' })
  updatedAt!: Date;
}
