import { Field } from 'type-graphql';
import { PlainObject } from '../../graphql/decorators.js';
import { changePayloads } from '../../graphql/errors/change-payloads.js';
import { UserError, userErrorsDescription } from '../../graphql/errors/user-error.type.js';
import { VerificationRun } from './verification-run.type.js';

export const runPayload = changePayloads('run', VerificationRun);

export const DeliveryServerVerifyPayload = runPayload.type(
  'DeliveryServerVerifyPayload',
  'What came of the request for a run.',
  'The run, which has hardly begun; or the one that was under way, whichever checks that makes. Null when there are user errors.',
);

@PlainObject('DeliveryServersVerifyPayload', 'What came of the request for several runs.')
export class DeliveryServersVerifyPayload {
  @Field(() => [VerificationRun], {
    description:
      'A run for each server, in the order of `ids`: a new one, or the one that was under way. Empty when there are user errors: then none was started.',
  })
  runs!: VerificationRun[];

  @Field(() => [UserError], { description: userErrorsDescription })
  userErrors!: UserError[];
}
