import type { Command } from '../command.js';
import { secret, text } from '../readers.js';

/** Begins a session, whose token later commands send as `SessionID`. */
export const logIn: Command = {
  name: 'admin.login',
  undocumented: true,
  access: 'public',
  operation: `
    mutation ($input: SignInInput!) {
      signIn(input: $input) {
        sessionToken
        administrator { legacyId username firstName lastName emailAddress }
        userErrors { field code }
      }
    }`,
  parameters: [
    { name: 'Username', into: 'input.username', read: text, missing: [1], invalid: [3] },
    { name: 'Password', into: 'input.password', read: secret, missing: [2], invalid: [3] },
    { name: 'AdminAPIKey', into: 'input.apiKey', read: secret, invalid: [3] },
  ],
  errors: { 1: 'Missing username', 2: 'Missing password', 3: 'Invalid credentials' },
  refusals: { INVALID_CREDENTIALS: [3] },
  errorShape: 'lists',
  answer: ({ signIn: { sessionToken, administrator } }) => ({
    SessionID: sessionToken,
    // A session that was begun with a key belongs to no person.
    AdminInfo: {
      AdminID: administrator ? String(administrator.legacyId) : '',
      Username: administrator?.username ?? '',
      FirstName: administrator?.firstName ?? '',
      LastName: administrator?.lastName ?? '',
      EmailAddress: administrator?.emailAddress ?? '',
    },
  }),
};
