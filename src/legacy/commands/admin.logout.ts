import type { Command } from '../command.js';

/** Ends the session whose token the request carries. */
export const logOut: Command = {
  name: 'admin.logout',
  undocumented: true,
  operation: 'mutation { signOut { userErrors { field code } } }',
  parameters: [],
  errors: { 1: 'Missing sessionid' },
  refusals: { NOT_PERMITTED: [1] },
  errorShape: 'lists',
};
