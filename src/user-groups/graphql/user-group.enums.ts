import { describeEnum } from '../../graphql/schema/describe-enum.js';
import { UserGroupOrderField } from '../storage/user-group-list.js';
import { Channel } from '../user-group.js';

describeEnum(
  { Channel },
  'A kind of mail that a user group sends. Each channel of a group uses at most one delivery server.',
  {
    MARKETING: 'Campaigns.',
    TRANSACTIONAL: 'Mail that answers something a person did, such as receipts.',
    AUTO_RESPONDER: 'Automatic replies and sequences.',
  },
);

describeEnum({ UserGroupOrderField }, 'What a list of user groups can be ordered by.', {
  NAME: 'By name, letter case and accents aside.',
  CREATED_AT: 'By when they were created.',
  UPDATED_AT: 'By when they, or one of their channels, were last changed.',
});
