import { Field, Int } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import { type ConnectAttempt, ConnectOutcome } from '../../verification/network/connect-attempt.js';
import {
  SmtpReplyClass,
  type SmtpStage as SmtpStageData,
  SmtpStageKind,
  SmtpStageStatus,
} from '../../verification/smtp/smtp-stage.js';
import { type SmtpTls as SmtpTlsData, TlsFault } from '../../verification/smtp/smtp-tls.js';

@PlainObject('SmtpAttempt', 'An attempt to reach one address of an SMTP server.')
export class SmtpAttempt implements ConnectAttempt {
  @Field(() => String, { description: 'IPv4 or IPv6.' })
  address!: string;

  @Field(() => ConnectOutcome, { description: 'How it ended.' })
  outcome!: ConnectOutcome;

  @Field(() => Int, { description: 'How long it took.' })
  durationMilliseconds!: number;
}

@PlainObject('SmtpStage', 'One stage of a delivery test, as it ended.')
export class SmtpStage implements SmtpStageData {
  @Field(() => SmtpStageKind, { description: 'Which one.' })
  stage!: SmtpStageKind;

  @Field(() => SmtpStageStatus, { description: 'How it ended.' })
  status!: SmtpStageStatus;

  @Field(() => Int, { description: 'How long it took.' })
  durationMilliseconds!: number;

  @NullableField(() => SmtpReplyClass, 'The class of what the server replied. Null when it replied nothing.')
  replyClass!: SmtpReplyClass | null;

  @NullableField(() => Int, 'The code of the reply, such as 535. Null when there was none.')
  replyCode!: number | null;

  @NullableField(
    () => String,
    'The enhanced status code (RFC 3463), such as `5.7.8`. Null when the server gave none.',
  )
  enhancedCode!: string | null;

  @NullableField(
    () => String,
    "The server's words, cut, in one line, and with anything secret masked. Null when there were none.",
  )
  replyText!: string | null;

  @NullableField(() => String, 'What a person can do about it. Null when all is well.')
  hint!: string | null;
}

@PlainObject('SmtpTls', 'The TLS of a connection to an SMTP server.')
export class SmtpTls implements SmtpTlsData {
  @NullableField(() => String, 'Such as `TLSv1.3`.')
  protocol!: string | null;

  @NullableField(() => String, 'Such as `TLS_AES_256_GCM_SHA384`.')
  cipher!: string | null;

  @NullableField(() => String, 'Who signed the certificate. Null when the server showed none.')
  issuer!: string | null;

  @Field(() => [String], { description: 'The names and addresses that the certificate is for, at most 50.' })
  names!: string[];

  @NullableField(() => DateTime, 'From when the certificate is valid.')
  validFrom!: Date | null;

  @NullableField(() => DateTime, 'Until when it is valid.')
  validTo!: Date | null;

  @NullableField(
    () => Int,
    'Whole days until it expires, from when it was measured, rounded down; negative when it has expired.',
  )
  daysLeft!: number | null;

  @Field(() => [TlsFault], { description: 'Everything that is wrong with it, not only the worst.' })
  faults!: TlsFault[];
}
