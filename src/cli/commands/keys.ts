import type { Command } from 'commander';
import { idOperand } from '../input/ids.js';
import { list, text, time, word } from '../input/readers.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineList } from './define-list.js';
import { defineWrite } from './define-write.js';
import { done } from './done.js';
import { group } from './leaf.js';

interface Key {
  id: string;
  name: string;
  scopes: string[];
  tag: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  createdAt: string;
}

const selection = 'id name scopes tag expiresAt lastUsedAt createdAt';

export function defineKeys(program: Command, terminal: Terminal): void {
  const keys = group(program, 'keys', 'API keys; needs the scope ADMIN');
  defineList<Key>(keys, terminal, {
    help: 'list the keys that work, oldest first',
    field: 'apiKeys',
    variables: {},
    options: [],
    selection,
    columns: [
      { heading: 'ID', cell: ({ id }) => id },
      { heading: 'NAME', cell: ({ name }) => name },
      { heading: 'SCOPES', cell: ({ scopes }) => scopes.join(',') },
      { heading: 'TAG', cell: ({ tag }) => tag ?? 'none' },
      { heading: 'EXPIRES', cell: ({ expiresAt }) => expiresAt ?? 'never' },
      { heading: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt ?? 'never' },
      { heading: 'CREATED', cell: ({ createdAt }) => createdAt },
    ],
  });
  defineWrite<{ apiKey: Key; secret: string }>(keys, terminal, {
    name: 'create',
    help: 'make a key and show it, this once',
    mutation: 'apiKeyCreate',
    options: [
      { flags: '--name <text>', path: 'name', help: 'what it is for', reader: text },
      {
        flags: '--scopes <words>',
        path: 'scopes',
        help: 'what it may do, such as READ,WRITE',
        reader: list(word('READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT')),
      },
      {
        flags: '--tag <tag>',
        path: 'tag',
        help: 'limits it to the servers with this tag; none, when left out',
        reader: text,
      },
      {
        flags: '--expires <time>',
        path: 'expiresAt',
        help: 'when it stops working; never, when left out',
        reader: time,
      },
    ],
    selection: `apiKey { ${selection} } secret`,
    output: ({ apiKey, secret }) => ({
      text: `${done('Created', apiKey)}\n  ${printable(secret)}\n\nIt is shown this once: keep it safe.\n`,
      json: { ...apiKey, secret },
    }),
  });
  defineWrite<{ apiKey: Key & { revokedAt: string } }>(keys, terminal, {
    name: 'revoke',
    help: 'end a key for good',
    mutation: 'apiKeyRevoke',
    operands: [idOperand('key')],
    selection: `apiKey { ${selection} revokedAt }`,
    output: ({ apiKey }) => ({ text: done('Revoked', apiKey), json: apiKey }),
  });
}
