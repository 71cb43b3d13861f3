import { registerEnumType } from 'type-graphql';
import { CallerKind } from '../../caller/caller.js';
import { Scope } from '../../caller/scope.js';

registerEnumType(Scope, {
  name: 'Scope',
  description: 'What a credential may do. Each scope stands for itself; none includes another.',
  valuesConfig: {
    READ: { description: 'Read delivery servers and user groups.' },
    WRITE: { description: 'Create, change and delete delivery servers and user groups.' },
    VERIFY: { description: 'Run checks that send test messages.' },
    SECRETS: {
      description:
        'Read stored SMTP passwords, which only the legacy API ever returns, and have them sent elsewhere: change the host of a server that has one, or copy it.',
    },
    ADMIN: { description: 'Manage API keys.' },
  },
});

registerEnumType(CallerKind, {
  name: 'ViewerKind',
  description: 'What kind of credential a request carries.',
  valuesConfig: {
    API_KEY: { description: 'An API key.' },
    ADMINISTRATOR: { description: 'The session of an administrator who signed in.' },
  },
});
