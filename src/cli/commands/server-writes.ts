import type { Command } from 'commander';
import { idOperand } from '../input/ids.js';
import { smtpPassword } from '../input/read-input.js';
import { time } from '../input/readers.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineWrite, expectedVersion, idempotencyKey, type Write } from './define-write.js';
import { done } from './done.js';
import { type Server, serverSelection } from './server-output.js';
import { clearPassword, serverSettings } from './server-settings.js';
import { checkOptions } from './test-results.js';

const id = idOperand('server');

export function defineServerWrites(servers: Command, terminal: Terminal): void {
  const define = (verb: string, write: Omit<Write<{ deliveryServer: Server }>, 'selection' | 'output'>) =>
    defineWrite<{ deliveryServer: Server }>(servers, terminal, {
      ...write,
      selection: `deliveryServer { ${serverSelection} }`,
      output: ({ deliveryServer }) => ({ text: done(verb, deliveryServer), json: deliveryServer }),
    });
  define('Created', {
    name: 'create',
    help: 'create a server',
    mutation: 'deliveryServerCreate',
    options: [...serverSettings, idempotencyKey],
    // So that the gateway tells all that they lack.
    blank: { smtp: {}, domains: {} },
    password: smtpPassword,
  });
  define('Updated', {
    name: 'update',
    help: 'change what is told and nothing else',
    mutation: 'deliveryServerUpdate',
    isUpdate: true,
    operands: [id],
    options: [...serverSettings, clearPassword, expectedVersion, idempotencyKey],
    password: smtpPassword,
  });
  define('Paused', {
    name: 'pause',
    help: 'mark a server as not to be used for a while',
    mutation: 'deliveryServerPause',
    operands: [id],
    options: [
      { flags: '--reason <text>', path: 'reason', help: 'what for' },
      { flags: '--until <time>', path: 'until', help: 'when the pause ends by itself', reader: time },
      expectedVersion,
      idempotencyKey,
    ],
  });
  define('Enabled', {
    name: 'enable',
    help: 'end the pause of a server',
    mutation: 'deliveryServerEnable',
    operands: [id],
    options: [expectedVersion, idempotencyKey],
  });
  define('Created', {
    name: 'duplicate',
    help: 'make another server with the same settings',
    mutation: 'deliveryServerDuplicate',
    operands: [id],
    options: [
      { flags: '--name <text>', path: 'name', help: 'display name of the copy' },
      {
        flags: '--with-password',
        path: 'withPassword',
        help: 'copy the password too, as it does unless told',
      },
      idempotencyKey,
    ],
  });
  define('Saved the test results of', {
    name: 'save-test-results',
    help: 'store the results of checks that you made yourself; all seven have to be told',
    mutation: 'deliveryServerTestResultsSave',
    operands: [id],
    options: [...checkOptions, expectedVersion, idempotencyKey],
  });
}
