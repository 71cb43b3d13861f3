import { Field, Int } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { DateTime } from '../../graphql/schema/scalars.js';

@PlainObject('VerificationWebhook', 'Who is told by HTTP of each check that turns, and how that goes.')
export class VerificationWebhook {
  @Field(() => String, {
    description:
      'Where it is posted to, as `VERIFY_WEBHOOK_URL` says, without user name, password and query.',
  })
  url!: string;

  @Field(() => Boolean, {
    description:
      'Whether this URL is the one that is told. False when a gateway that was started later has another one.',
  })
  isCurrent!: boolean;

  @Field(() => Int, { description: 'Transitions that are yet to be taken by the receiver.' })
  pending!: number;

  @Field(() => Int, { description: 'Attempts in a row that failed. 0 when the last one did not.' })
  failedAttempts!: number;

  @NullableField(() => DateTime, 'When something was posted last, whatever came of it.')
  lastAttemptAt!: Date | null;

  @NullableField(() => Int, 'HTTP status of the last answer. Null when the last attempt got none.')
  lastStatus!: number | null;

  @NullableField(() => String, 'Why the last attempt failed, as a sentence. Null when it did not.')
  lastError!: string | null;

  @NullableField(() => DateTime, 'When the next attempt is made after one that failed. Null for at once.')
  nextAttemptAt!: Date | null;

  @NullableField(() => DateTime, 'When the receiver took something last.')
  lastDeliveredAt!: Date | null;

  @Field(() => Int, {
    description: 'Transitions that were given up since the URL was set, as they had waited for a day.',
  })
  givenUp!: number;
}
