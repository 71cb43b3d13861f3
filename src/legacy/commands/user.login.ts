import type { Command } from '../command.js';
import { secret, text } from '../readers.js';

/**
 * Old clients try this first and stop when it is unknown (rule C5 of the protocol). There are no such users here, so it
 * never succeeds.
 */
export const logInUser: Command = {
  name: 'user.login',
  undocumented: true,
  access: 'public',
  operation: `
    mutation ($input: SignInInput!) {
      userSignIn(input: $input) { userErrors { field code } }
    }`,
  parameters: [
    { name: 'Username', into: 'input.username', read: text, missing: [1], invalid: [3] },
    { name: 'Password', into: 'input.password', read: secret, missing: [2], invalid: [3] },
  ],
  errors: { 1: 'Missing username', 2: 'Missing password', 3: 'Invalid credentials' },
  refusals: { INVALID_CREDENTIALS: [3] },
  errorShape: 'lists',
};
