import { Field, Int } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { type DkimKey as DkimKeyData, DkimKeyType } from '../../verification/dkim/dkim-key.js';
import {
  type DmarcForecast as DmarcForecastData,
  DmarcPolicy,
  DmarcResult,
} from '../../verification/dmarc/dmarc-forecast.js';
import type { RecordType } from '../../verification/dns/dns-answer.js';
import {
  type SpfEvaluation as SpfEvaluationData,
  SpfResult,
  type SpfStep as SpfStepData,
} from '../../verification/spf/spf-evaluation.js';
import { DnsRecordType } from './verification-run.enums.js';

@PlainObject('SpfStep', 'A term of an SPF record that led to a result.')
export class SpfStep implements SpfStepData {
  @Field(() => String, { description: 'The domain whose record it stands in.' })
  domain!: string;

  @Field(() => String, { description: 'The term as it stands there, such as `include:spf.vendor.test`.' })
  term!: string;
}

@PlainObject('SpfEvaluation', 'What SPF says of one sending address.')
export class SpfEvaluation implements SpfEvaluationData {
  @Field(() => String, { description: 'The address that mail leaves from.' })
  address!: string;

  @Field(() => SpfResult, { description: 'The result.' })
  result!: SpfResult;

  @Field(() => [SpfStep], {
    description:
      'The way to the term that decided, through each include and redirect. Empty when no term did.',
  })
  path!: SpfStep[];

  @Field(() => Int, { description: 'Look-ups that it took, of the ten that are allowed.' })
  lookups!: number;

  @Field(() => Int, { description: 'Look-ups that found nothing, of the two that are allowed.' })
  voidLookups!: number;

  @NullableField(
    () => Int,
    'Look-ups that it takes for an address that nothing matches, which is the most that a receiver can need. Null when that could not be found out.',
  )
  lookupsIfNothingMatched!: number | null;
}

@PlainObject('DkimKey', 'What is published at a DKIM selector.')
export class DkimKey implements DkimKeyData {
  @Field(() => String, { description: 'The selector.' })
  selector!: string;

  @Field(() => String, { description: 'The domain that signs.' })
  domain!: string;

  @NullableField(() => String, 'The record. Null when there is not exactly one.')
  record!: string | null;

  @NullableField(() => DkimKeyType, 'The kind of key. Null when there is none that can be read.')
  type!: DkimKeyType | null;

  @NullableField(() => Int, 'The length of the key. Null when there is none that can be read.')
  bits!: number | null;

  @Field(() => Boolean, { description: 'Whether the record says that the key is only tested.' })
  testing!: boolean;

  @NullableField(
    () => Boolean,
    'Whether it is the expected key. Null when none is expected or none is there.',
  )
  matchesExpected!: boolean | null;

  @Field(() => Boolean, { description: 'Whether receivers can verify a signature of today with it.' })
  isUsable!: boolean;
}

@PlainObject('DmarcForecast', 'Whether mail of the server would pass DMARC, and what happens if not.')
export class DmarcForecast implements DmarcForecastData {
  @Field(() => DmarcResult, { description: 'Whether it would pass.' })
  result!: DmarcResult;

  @Field(() => Boolean, { description: 'Whether it would pass by SPF.' })
  alignedBySpf!: boolean;

  @Field(() => Boolean, { description: 'Whether it would pass by DKIM.' })
  alignedByDkim!: boolean;

  @NullableField(
    () => DmarcPolicy,
    'What receivers are asked to do with mail that fails. Null without a policy.',
  )
  policyApplied!: DmarcPolicy | null;
}

@PlainObject('DnsRecord', 'A record as DNS has it.')
export class DnsRecord {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => DnsRecordType, { description: 'What it holds.' })
  type!: RecordType;

  @Field(() => String, { description: 'Its value: an address, or the name that it leads to.' })
  value!: string;

  @Field(() => Int, { description: 'For how long it may be remembered.' })
  ttlSeconds!: number;
}
