import { Field, ID, Int, ObjectType } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { Node } from '../../graphql/nodes/node.type.js';
import { DateTime, EmailAddress } from '../../graphql/schema/scalars.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import {
  type VerificationRun as VerificationRunData,
  VerificationRunStatus,
  VerificationTrigger,
} from '../verification-run.js';

@PlainObject('VerificationChange', 'A check that found something else than the time before.')
export class VerificationChange {
  @Field(() => CheckKind, { description: 'Which check.' })
  check!: CheckKind;

  @Field(() => CheckStatus, { description: 'What the measurement before had found.' })
  from!: CheckStatus;

  @Field(() => CheckStatus, { description: 'What this one found.' })
  to!: CheckStatus;
}

@ObjectType('VerificationRun', {
  implements: Node,
  simpleResolvers: true,
  description:
    'One measurement of a delivery server. Runs are kept for 400 days, and go with their server. A server has one run at a time.',
})
export class VerificationRun extends Node implements VerificationRunData {
  @Field(() => ID, { description: 'Globally unique, such as `vr_123`.' })
  override id!: string;

  @Field(() => Int, {
    description: 'The version of the server whose settings are measured: that of when the run began.',
  })
  deliveryServerVersion!: number;

  @Field(() => VerificationTrigger, { description: 'What started it.' })
  trigger!: VerificationTrigger;

  @NullableField(() => DeliveryMode, 'How far EMAIL_DELIVERY goes. Null when the run does not make it.')
  deliveryMode!: DeliveryMode | null;

  @NullableField(
    () => EmailAddress,
    'Who gets its test message, if it goes so far. Null when nobody is known, or the run does not make it.',
  )
  recipient!: string | null;

  @Field(() => VerificationRunStatus, { description: 'How far it is.' })
  status!: VerificationRunStatus;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @NullableField(() => DateTime, 'When it began. Null before.')
  startedAt!: Date | null;

  @NullableField(() => DateTime, 'When it was done. Null before.')
  finishedAt!: Date | null;

  /** `VerificationRun.stages` of the schema is made of it. */
  stages!: readonly SmtpStage[] | null;

  rowId!: number;
  deliveryServerRowId!: number;
}
