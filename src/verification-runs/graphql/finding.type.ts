import { Field } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { FindingSeverity } from '../../verification/check.js';
import type { RecordType } from '../../verification/dns/dns-answer.js';
import type { Finding as FindingData, Remediation as RemediationData } from '../../verification/finding.js';
import { FindingCode } from '../../verification/finding-code.js';
import { DnsRecordType } from './verification-run.enums.js';

@PlainObject('Remediation', 'A record to publish in place of what is there.')
export class Remediation implements RemediationData {
  @Field(() => String, { description: 'What to do, as a sentence.' })
  summary!: string;

  @Field(() => String, { description: 'The name of the record.' })
  host!: string;

  @Field(() => DnsRecordType, { description: 'The type of the record.' })
  recordType!: RecordType;

  @Field(() => String, {
    description: "Its value as providers' forms take it: of a TXT record the whole text, without quotes.",
  })
  value!: string;

  @Field(() => String, { description: 'The same as one line of a zone file.' })
  zoneLine!: string;
}

@PlainObject('Finding', 'One thing to know about a check.')
export class Finding implements FindingData {
  @Field(() => FindingSeverity, { description: 'How much it matters.' })
  severity!: FindingSeverity;

  @Field(() => FindingCode, { description: 'What it is about, for programs.' })
  code!: FindingCode;

  @Field(() => String, { description: 'The same for people, also those who know no DNS.' })
  message!: string;

  @NullableField(() => String, 'The name that DNS was asked about. Null when it is about none.')
  host!: string | null;

  @NullableField(() => DnsRecordType, 'The type of record that was asked for. Null when none was.')
  recordType!: RecordType | null;

  @Field(() => [String], {
    description: 'What ought to be there, one value each. Empty when that cannot be said.',
  })
  expected!: string[];

  @Field(() => [String], {
    description:
      'What is there, one value each, with what cannot be printed escaped, and cut at 2 KB. Empty when nothing is.',
  })
  observed!: string[];

  @NullableField(() => Remediation, 'What to publish. Null when no record is what helps.')
  remediation!: Remediation | null;
}
