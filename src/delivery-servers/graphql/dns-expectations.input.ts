import { Field, InputType } from 'type-graphql';
import { NullableField } from '../../graphql/decorators.js';
import { Hostname } from '../../graphql/schema/scalars.js';

@InputType('DkimExpectationInput', { description: 'A DKIM key that ought to be published.' })
export class DkimExpectationInput {
  @Field(() => String, {
    description: 'Its selector, such as `s1`: what stands before `._domainkey` in the name of the record.',
  })
  selector!: string;

  @NullableField(() => Hostname, 'The domain that signs. Left out or null: the domain of mail-from.')
  domain!: string | null;

  @NullableField(
    () => String,
    'The public key in base64, as it stands after `p=` in the record, up to 8192 characters; blanks and line breaks do no harm. A whole record and the text of a PEM file are taken too, and what is kept is the base64. Left out or null: any key will do.',
  )
  publicKey!: string | null;
}

@InputType('DnsExpectationsInput', {
  description:
    'What ought to be in DNS. In a change, what is left out stays, null or an empty list clears, and a list replaces the whole list. What nobody says for a server is taken from the settings of the gateway.',
})
export class DnsExpectationsInput {
  @NullableField(
    () => [String],
    'Addresses that mail leaves from, IPv4 or IPv6, and networks such as `192.0.2.0/28`; at most 50.',
  )
  sendingAddresses?: string[] | null;

  @NullableField(() => [DkimExpectationInput], 'The keys that mail may be signed with, at most 20.')
  dkim?: DkimExpectationInput[] | null;

  @NullableField(() => Hostname, 'The name that the SPF record is to include, such as `spf.example.com`.')
  spfInclude?: string | null;

  @NullableField(() => Hostname, 'Where the domain of mail-from is to lead by CNAME.')
  senderTarget?: string | null;

  @NullableField(() => Hostname, 'Where the domain of tracked links is to lead by CNAME.')
  linkTarget?: string | null;

  @NullableField(() => Hostname, 'Where the domain of the pixel that tracks opens is to lead by CNAME.')
  openTarget?: string | null;
}
