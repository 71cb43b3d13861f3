import { CallerKind } from '../../caller/caller.js';
import { Scope } from '../../caller/scope.js';
import { describeEnum } from '../../graphql/schema/describe-enum.js';

describeEnum({ Scope }, 'What a credential may do. Each scope stands for itself; none includes another.', {
  READ: 'Read delivery servers and user groups.',
  WRITE: 'Create, change and delete delivery servers and user groups.',
  VERIFY: 'Start checks of servers, and of settings that no server has.',
  SECRETS:
    'Read stored SMTP passwords, which only the legacy API ever returns, and have them sent elsewhere: change the host of a server that has one, or copy it.',
  ADMIN: 'Manage API keys and administrators.',
  AUDIT: 'Read who did what.',
});

describeEnum({ ViewerKind: CallerKind }, 'What kind of credential a request carries.', {
  API_KEY: 'An API key.',
  ADMINISTRATOR: 'The session of an administrator who signed in.',
});
