import { registerEnumType } from 'type-graphql';
import { UserGroupOrderField } from '../storage/user-group-list.js';
import { Channel } from '../user-group.js';

registerEnumType(Channel, {
  name: 'Channel',
  description:
    'A kind of mail that a user group sends. Each channel of a group uses at most one delivery server.',
  valuesConfig: {
    MARKETING: { description: 'Campaigns.' },
    TRANSACTIONAL: { description: 'Mail that answers something a person did, such as receipts.' },
    AUTO_RESPONDER: { description: 'Automatic replies and sequences.' },
  },
});

registerEnumType(UserGroupOrderField, {
  name: 'UserGroupOrderField',
  description: 'What a list of user groups can be ordered by.',
  valuesConfig: {
    NAME: { description: 'By name, letter case and accents aside.' },
    CREATED_AT: { description: 'By when they were created.' },
    UPDATED_AT: { description: 'By when they, or one of their channels, were last changed.' },
  },
});
