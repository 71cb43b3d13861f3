import { Field, Int, InterfaceType, ObjectType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { TypeNamed } from '../../graphql/schema/field-marks.js';
import { DateTime, EmailAddress } from '../../graphql/schema/scalars.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { DmarcPolicy } from '../../verification/dmarc/dmarc-forecast.js';
import type { DnsRecord as DnsRecordData } from '../../verification/dns/dns-answer.js';
import { DkimKey, DmarcForecast, SpfEvaluation } from './check-facts.type.js';
import { DeliveryArrival } from './delivery-arrival.type.js';
import { SmtpAttempt, SmtpStage, SmtpTls } from './delivery-facts.type.js';
import { Finding } from './finding.type.js';

const typeOfKind: Readonly<Record<CheckKind, string>> = {
  [CheckKind.EMAIL_DELIVERY]: 'DeliveryCheck',
  [CheckKind.SPF]: 'SpfCheck',
  [CheckKind.DKIM]: 'DkimCheck',
  [CheckKind.DMARC]: 'DmarcCheck',
  [CheckKind.SENDER_DOMAIN]: 'DomainCheck',
  [CheckKind.LINK_DOMAIN]: 'DomainCheck',
  [CheckKind.OPEN_DOMAIN]: 'DomainCheck',
};

@TypeNamed(({ kind }: { kind: CheckKind }) => typeOfKind[kind])
@InterfaceType('CheckResult', {
  description: 'What a check found, when this gateway made it. Each kind of check has more to show.',
})
export abstract class CheckResult {
  @Field(() => CheckKind, { description: 'What was checked.' })
  kind!: CheckKind;

  @Field(() => CheckStatus, { description: 'That of the worst finding; PASS when none matters.' })
  status!: CheckStatus;

  @Field(() => [Finding], { description: 'Everything that there is to know, not only the worst.' })
  findings!: Finding[];

  @Field(() => String, { description: 'All of it in a sentence.' })
  message!: string;

  @Field(() => DateTime, { description: 'When it was done.' })
  checkedAt!: Date;

  @Field(() => Int, { description: 'How long it took.' })
  durationMilliseconds!: number;

  @NullableField(
    () => DateTime,
    'When the check last passed (PASS or WARN), as of then; this time, if it did. Null when it never had.',
  )
  lastPassedAt!: Date | null;
}

function ResultType(name: string, description: string): ClassDecorator {
  return ObjectType(name, { implements: CheckResult, simpleResolvers: true, description });
}

@ResultType('DeliveryCheck', 'What was found about the delivery of mail through the SMTP server.')
export class DeliveryCheck extends CheckResult {
  @Field(() => [SmtpAttempt], {
    description: 'The addresses of the host, in the order in which they were tried.',
  })
  attempts!: SmtpAttempt[];

  @Field(() => [SmtpStage], {
    description: 'The stages in the order in which they happened. The last one is where it ended.',
  })
  stages!: SmtpStage[];

  @NullableField(() => SmtpTls, 'The TLS of the connection. Null when there was none.')
  tls!: SmtpTls | null;

  @NullableField(
    () => EmailAddress,
    'For whom the server has accepted the test message, which does not yet mean that it was delivered. Null when it has accepted none.',
  )
  acceptedFor!: string | null;

  @NullableField(
    () => String,
    'The Message-ID of the test message, without the angle brackets. Null when none was sent.',
  )
  messageId!: string | null;

  @NullableField(
    () => DeliveryArrival,
    'How the message came back. Null where the gateway does not receive the messages of its tests, or it did not come in time.',
  )
  arrival!: DeliveryArrival | null;
}

@ResultType('SpfCheck', 'What was found about SPF: which addresses may send for the mail-from domain.')
export class SpfCheck extends CheckResult {
  // It is never null. But GraphQL lets nobody ask for it and for that of DMARC at once unless both may be.
  @NullableField(() => String, 'The domain of mail-from.')
  domain!: string;

  @NullableField(() => String, 'Its SPF record. Null when there is not exactly one.')
  record!: string | null;

  @Field(() => [SpfEvaluation], { description: 'What SPF says of each sending address.' })
  evaluations!: SpfEvaluation[];
}

@ResultType('DkimCheck', 'What was found about DKIM: the keys that signatures are checked with.')
export class DkimCheck extends CheckResult {
  @Field(() => [DkimKey], { description: 'The key of each selector.' })
  keys!: DkimKey[];
}

@ResultType(
  'DmarcCheck',
  'What was found about DMARC: the policy of the From address, and whether mail meets it.',
)
export class DmarcCheck extends CheckResult {
  @NullableField(
    () => String,
    'The domain that was looked at: that of the enforced From address, else that of mail-from, as messages have their own then.',
  )
  domain!: string;

  @NullableField(
    () => String,
    'The domain of the organization that it belongs to (RFC 9989). Null when that is not known.',
  )
  organizationalDomain!: string | null;

  @NullableField(() => String, 'The DMARC record that holds. Null when there is none.')
  record!: string | null;

  @NullableField(() => String, 'The domain whose record it is: that of the From address, or one above it.')
  recordDomain!: string | null;

  @NullableField(
    () => DmarcPolicy,
    'What receivers are asked to do with mail that fails. Null without a policy.',
  )
  policy!: DmarcPolicy | null;

  @NullableField(() => DmarcForecast, 'Whether mail of the server would pass. Null when it cannot be said.')
  forecast!: DmarcForecast | null;
}

@ResultType(
  'DomainCheck',
  'What was found about a host name: that of mail-from, of tracked links or of the opening pixel.',
)
export class DomainCheck extends CheckResult {
  @Field(() => String, { description: 'The host name.' })
  host!: string;

  /** `DomainCheck.chain` of the schema is made of it. */
  chain!: readonly DnsRecordData[];
}
