import type { Command } from 'commander';
import { idOperand } from '../input/ids.js';
import type { InputOption } from '../input/input-option.js';
import type { Password } from '../input/read-input.js';
import { clearableText, text } from '../input/readers.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineList } from './define-list.js';
import { defineWrite, expectedVersion, idempotencyKey, type Write } from './define-write.js';
import { done } from './done.js';
import { group } from './leaf.js';

interface Administrator {
  id: string;
  username: string;
  firstName: string;
  lastName: string;
  emailAddress: string;
  isFromEnvironment: boolean;
  disabledAt: string | null;
  lastSignedInAt: string | null;
}

const selection = `id version username firstName lastName emailAddress isFromEnvironment disabledAt lastSignedInAt
  createdAt updatedAt`;

const id = idOperand('administrator');
const password: Password = { path: 'password', name: 'password', variable: 'GATEWAY_ADMIN_PASSWORD' };
const profile: readonly InputOption[] = [
  { flags: '--first-name <text>', path: 'firstName', help: 'empty for none', reader: clearableText },
  { flags: '--last-name <text>', path: 'lastName', help: 'empty for none', reader: clearableText },
  { flags: '--email <address>', path: 'emailAddress', help: 'empty for none', reader: clearableText },
];

export function defineAdmins(program: Command, terminal: Terminal): void {
  const admins = group(
    program,
    'admins',
    'administrators, who sign in with a password; needs the scope ADMIN',
  );
  defineList<Administrator>(admins, terminal, {
    help: 'list the administrators, oldest first',
    field: 'administrators',
    variables: {},
    options: [],
    selection,
    columns: [
      { heading: 'ID', cell: (one) => one.id },
      { heading: 'USER NAME', cell: ({ username }) => username },
      { heading: 'NAME', cell: ({ firstName, lastName }) => `${firstName} ${lastName}`.trim() || '-' },
      { heading: 'E-MAIL', cell: ({ emailAddress }) => emailAddress || '-' },
      { heading: 'STATE', cell: ({ disabledAt }) => (disabledAt === null ? 'enabled' : 'disabled') },
      { heading: 'SIGNED IN', cell: ({ lastSignedInAt }) => lastSignedInAt ?? 'never' },
    ],
  });
  const define = (
    verb: string,
    write: Omit<Write<{ administrator: Administrator }>, 'selection' | 'output'>,
  ) =>
    defineWrite<{ administrator: Administrator }>(admins, terminal, {
      ...write,
      selection: `administrator { ${selection} }`,
      output: ({ administrator }) => ({
        text: done(verb, { id: administrator.id, name: administrator.username }),
        json: administrator,
      }),
    });
  define('Created', {
    name: 'create',
    help: 'add an administrator, who may do everything',
    mutation: 'adminCreate',
    options: [
      { flags: '--username <text>', path: 'username', help: 'what they sign in with', reader: text },
      ...profile,
      idempotencyKey,
    ],
    password,
  });
  define('Updated', {
    name: 'update',
    help: 'change what is told and nothing else; another password ends their sessions',
    mutation: 'adminUpdate',
    isUpdate: true,
    operands: [id],
    options: [...profile, expectedVersion, idempotencyKey],
    password,
  });
  for (const [verb, name, help] of [
    ['Disabled', 'disable', 'end the sessions of an administrator, who cannot sign in any more'],
    ['Enabled', 'enable', 'let a disabled administrator sign in again'],
  ] as const)
    define(verb, {
      name,
      help,
      mutation: verb === 'Disabled' ? 'adminDisable' : 'adminEnable',
      operands: [id],
      options: [expectedVersion, idempotencyKey],
    });
}
