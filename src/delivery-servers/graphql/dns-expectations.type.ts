import { Field } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { UsualLength } from '../../graphql/schema/field-marks.js';
import { Hostname } from '../../graphql/schema/scalars.js';
import type {
  DkimExpectation as DkimExpectationData,
  DnsExpectations as DnsExpectationsData,
} from '../../verification/expectations.js';

@PlainObject('DkimExpectation', 'A DKIM key that ought to be published.')
export class DkimExpectation implements DkimExpectationData {
  @Field(() => String, { description: 'Its selector, such as `s1`.' })
  selector!: string;

  @NullableField(() => Hostname, 'The domain that signs. Null for the domain of mail-from.')
  domain!: string | null;

  @NullableField(() => String, 'Base64 of the key, as it stands after `p=` in the record. Null for any key.')
  publicKey!: string | null;
}

@PlainObject('DnsExpectations', 'What ought to be in DNS. Empty and null: nobody said.')
export class DnsExpectations implements DnsExpectationsData {
  @Field(() => [String], {
    description: 'Addresses that mail leaves from, and networks such as `192.0.2.0/28`.',
  })
  sendingAddresses!: readonly string[];

  @UsualLength(2)
  @Field(() => [DkimExpectation], { description: 'The keys that mail may be signed with.' })
  dkim!: readonly DkimExpectation[];

  @NullableField(() => Hostname, 'The name that the SPF record is to include.')
  spfInclude!: string | null;

  @NullableField(() => Hostname, 'Where the domain of mail-from is to lead by CNAME.')
  senderTarget!: string | null;

  @NullableField(() => Hostname, 'Where the domain of tracked links is to lead by CNAME.')
  linkTarget!: string | null;

  @NullableField(() => Hostname, 'Where the domain of the pixel that tracks opens is to lead by CNAME.')
  openTarget!: string | null;
}
