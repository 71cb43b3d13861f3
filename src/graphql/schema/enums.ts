import { registerEnumType } from 'type-graphql';
import { ChangeKind } from '../../events/change.js';
import { OrderDirection } from '../../lists/list-order.js';
import { Reason } from '../../problems/problem.js';

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which way a list is ordered.',
  valuesConfig: {
    ASC: { description: 'Smallest, earliest or A first.' },
    DESC: { description: 'Largest, latest or Z first.' },
  },
});

registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  description: 'What happened to an object.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'It, or something that belongs to it, was changed.' },
    DELETED: { description: 'It is gone.' },
  },
});

registerEnumType(Reason, {
  name: 'UserErrorCode',
  description:
    'Why a value was refused. More codes may come: treat one that you do not know as a plain refusal.',
  valuesConfig: {
    REQUIRED: { description: 'A value is needed here, and it must not be blank.' },
    INVALID: { description: 'The value is not of the required form.' },
    TOO_LONG: { description: 'The text or the list is longer than allowed.' },
    OUT_OF_RANGE: { description: 'The number or the time is outside the allowed range.' },
    INVALID_ID: { description: 'The text is not an id of the required type.' },
    NOT_FOUND: { description: 'Nothing has this id.' },
    VERSION_CONFLICT: { description: 'The object was changed since the version that was expected.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The idempotency key was used before, for another input.' },
    INVALID_CREDENTIALS: { description: 'The user name or the password is wrong.' },
    NOT_PERMITTED: { description: 'Your credential cannot do this with this value.' },
    PASSWORD_DAMAGED: {
      description: 'The stored SMTP password does not open any more; it has to be given again.',
    },
  },
});
