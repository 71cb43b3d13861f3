import { Field, ID } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import { CheckKind, CheckStatus, FindingSeverity } from '../../verification/check.js';
import { FindingCode } from '../../verification/finding-code.js';

@PlainObject('TransitionFinding', 'What a check had found when it turned.')
export class TransitionFinding {
  @Field(() => FindingSeverity, { description: 'How much it matters.' })
  severity!: FindingSeverity;

  @Field(() => FindingCode, { description: 'What it is about, for programs.' })
  code!: FindingCode;

  @Field(() => String, { description: 'The same for people.' })
  message!: string;
}

@PlainObject(
  'CheckTransition',
  'That a check of a server turned to another status that lasts. A check that passed turns to FAIL with the second failure in a row that is at least 10 minutes after the first one; an ERROR turns nothing.',
)
export class CheckTransition {
  @Field(() => ID, { description: 'Names it, such as `ct_123`.' })
  id!: string;

  @Field(() => CheckKind, { description: 'Which check.' })
  kind!: CheckKind;

  @Field(() => CheckStatus, { description: 'What it was: NOT_CHECKED, PASS, WARN or FAIL.' })
  from!: CheckStatus;

  @Field(() => CheckStatus, { description: 'What it is: PASS, WARN or FAIL.' })
  to!: CheckStatus;

  @Field(() => DateTime, {
    description: 'Since when it is so: of a FAIL, the first failure of those in a row.',
  })
  since!: Date;

  @NullableField(() => TransitionFinding, 'The worst that was found then. Null when all is well.')
  finding!: TransitionFinding | null;

  @Field(() => DateTime, { description: 'When it turned.' })
  occurredAt!: Date;

  deliveryServerRowId!: number;
  runRowId!: number;
}
