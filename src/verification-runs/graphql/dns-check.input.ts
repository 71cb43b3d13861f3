import { Field, InputType } from 'type-graphql';
import { DnsExpectationsInput } from '../../delivery-servers/graphql/dns-expectations.input.js';
import { NullableField } from '../../graphql/decorators.js';
import { mailFromDescription } from '../../graphql/inputs/input-descriptions.js';
import { EmailAddress, Hostname } from '../../graphql/schema/scalars.js';
import { CheckKind } from '../../verification/check.js';

@InputType('DnsCheckInput', {
  description: 'Settings to check, such as those of a server that is not there yet.',
})
export class DnsCheckInput {
  @Field(() => String, { description: mailFromDescription })
  mailFrom!: string;

  @NullableField(() => EmailAddress, 'From address that replaces the one of every message.')
  enforcedFrom?: string | null;

  @NullableField(() => Hostname, 'Domain of tracked links. Left out: it is not checked.')
  linkTracking?: string | null;

  @NullableField(() => Hostname, 'Domain of the pixel that tracks opens. Left out: it is not checked.')
  openTracking?: string | null;

  @NullableField(
    () => String,
    'Host of the SMTP server: its addresses are suggested where nobody said which addresses send.',
  )
  smtpHost?: string | null;

  @NullableField(
    () => DnsExpectationsInput,
    'What ought to be in DNS. What is left out is taken from the settings of the gateway, field by field.',
  )
  expectations?: DnsExpectationsInput | null;

  @NullableField(
    () => [CheckKind],
    'Which checks to make. Left out: the six of DNS, which are all but EMAIL_DELIVERY: that is for `deliveryServerSettingsTest`, and INVALID here.',
  )
  checks?: CheckKind[] | null;
}
