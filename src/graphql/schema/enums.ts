import { ChangeKind } from '../../events/change.js';
import { OrderDirection } from '../../lists/list-order.js';
import { Reason } from '../../problems/problem.js';
import { describeEnum } from './describe-enum.js';

describeEnum({ OrderDirection }, 'Which way a list is ordered.', {
  ASC: 'Smallest, earliest or A first.',
  DESC: 'Largest, latest or Z first.',
});

describeEnum({ ChangeKind }, 'What happened to an object.', {
  CREATED: 'It is new.',
  UPDATED: 'It, or something that belongs to it, was changed.',
  DELETED: 'It is gone.',
  CHECK_CHANGED:
    'A check of it turned to another status that lasts: a failure counts when there is another one at least 10 minutes later. Its version stays.',
});

describeEnum(
  { UserErrorCode: Reason },
  'Why a value was refused. More codes may come: treat one that you do not know as a plain refusal.',
  {
    REQUIRED: 'A value is needed here, and it must not be blank.',
    INVALID: 'The value is not of the required form.',
    TOO_LONG: 'The text or the list is longer than allowed.',
    OUT_OF_RANGE: 'The number or the time is outside the allowed range.',
    INVALID_ID: 'The text is not an id of the required type.',
    NOT_FOUND: 'Nothing has this id.',
    VERSION_CONFLICT: 'The object was changed since the version that was expected.',
    IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before, for another input.',
    INVALID_CREDENTIALS: 'The user name or the password is wrong.',
    NOT_PERMITTED: 'Your credential cannot do this with this value.',
    PASSWORD_DAMAGED: 'The stored SMTP password does not open any more; it has to be given again.',
    RATE_LIMITED: 'You have begun too much of this lately. The message says how long to wait.',
  },
);
