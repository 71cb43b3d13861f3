import type { Command } from 'commander';
import { idOperand } from '../input/ids.js';
import { list, text, time, wholeNumber, word } from '../input/readers.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineList } from './define-list.js';
import { defineWrite, expectedVersion } from './define-write.js';
import { done } from './done.js';
import { group } from './leaf.js';

interface Key {
  id: string;
  name: string;
  scopes: string[];
  tag: string | null;
  networks: string[] | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  createdAt: string;
}

const selection = 'id name scopes tag networks expiresAt lastUsedAt createdAt';

const networks = {
  flags: '--network <networks>',
  path: 'networks',
  help: 'works from these networks only, such as 10.0.0.0/8; from everywhere, when left out',
  reader: list(text),
};

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
      { heading: 'NETWORKS', cell: ({ networks }) => networks?.join(',') ?? 'all' },
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
      networks,
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
  defineWrite<{ apiKey: Key }>(keys, terminal, {
    name: 'update',
    help: 'change the name, the networks or the end of a key',
    mutation: 'apiKeyUpdate',
    isUpdate: true,
    operands: [idOperand('key')],
    options: [
      { flags: '--name <text>', path: 'name', help: 'what it is for', reader: text },
      networks,
      { flags: '--everywhere', path: 'networks', help: 'works from everywhere', value: null },
      { flags: '--expires <time>', path: 'expiresAt', help: 'when it stops working', reader: time },
      { flags: '--never-expires', path: 'expiresAt', help: 'does not stop working', value: null },
      expectedVersion,
    ],
    selection: `apiKey { ${selection} version }`,
    output: ({ apiKey }) => ({ text: done('Updated', apiKey), json: apiKey }),
  });
  defineWrite<{ apiKey: Key; secret: string; oldApiKey: Key }>(keys, terminal, {
    name: 'roll',
    help: 'make another key in place of one, and show it, this once; the old one works on for a day unless told',
    mutation: 'apiKeyRoll',
    operands: [idOperand('key')],
    options: [
      {
        flags: '--ends-in <seconds>',
        path: 'endsInSeconds',
        help: 'for how long the old one works on; 0 for not at all',
        reader: wholeNumber,
      },
    ],
    selection: `apiKey { ${selection} } secret oldApiKey { ${selection} }`,
    output: ({ apiKey, secret, oldApiKey }) => ({
      text: `${done('Created', apiKey)}\n  ${printable(secret)}\n\nIt is shown this once: keep it safe. ${printable(oldApiKey.id)} ends at ${printable(oldApiKey.expiresAt ?? '')}.\n`,
      json: { ...apiKey, secret, oldApiKey },
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
