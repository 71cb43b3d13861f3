import type { Command } from 'commander';
import { idOf, idOperand } from '../input/ids.js';
import type { InputOption, Operand } from '../input/input-option.js';
import { channel, channels } from '../input/words.js';
import { printable } from '../terminal/printable.js';
import { factsText } from '../terminal/table-text.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineGet } from './define-get.js';
import { defineList } from './define-list.js';
import { defineWrite, expectedVersion, idempotencyKey, type Write } from './define-write.js';
import { done } from './done.js';
import { group } from './leaf.js';
import { orderOptions } from './order-options.js';

export interface Group {
  id: string;
  version: number;
  name: string;
  createdAt: string;
  updatedAt: string;
  assignments: { channel: string; deliveryServer: { id: string; name: string } }[];
}

export const groupSelection = `id legacyId version name createdAt updatedAt
  assignments { channel deliveryServer { id name } }`;

const id = idOperand('group');
const name: InputOption = { flags: '--name <text>', path: 'name', help: 'display name' };

export function defineGroups(program: Command, terminal: Terminal): void {
  const groups = group(program, 'groups', 'user groups and the servers of their channels');
  defineList<Group>(groups, terminal, {
    help: 'list groups, by name unless told',
    field: 'userGroups',
    variables: { search: 'String', filter: 'UserGroupFilter', orderBy: 'UserGroupOrder' },
    options: [
      { flags: '--search <words>', path: 'search', help: 'words in the name' },
      {
        flags: '--server <id>',
        path: 'filter.deliveryServerId',
        help: 'that use this server, such as 12 or ds_12',
        reader: idOf('server'),
      },
      ...orderOptions('NAME', 'CREATED_AT', 'UPDATED_AT'),
    ],
    selection: groupSelection,
    columns: [
      { heading: 'ID', cell: (group) => group.id },
      { heading: 'NAME', cell: (group) => group.name },
      ...channels.map((word) => ({
        heading: word,
        cell: ({ assignments }: Group) =>
          assignments.find((one) => one.channel === word)?.deliveryServer.id ?? '-',
      })),
    ],
  });
  defineGet<Group>(groups, terminal, {
    help: 'show a group',
    field: 'userGroup',
    thing: 'group',
    selection: groupSelection,
    text: groupText,
  });
  defineGroupWrites(groups, terminal);
}

function defineGroupWrites(groups: Command, terminal: Terminal): void {
  const define = (verb: string, write: Omit<Write<{ userGroup: Group }>, 'selection' | 'output'>) =>
    defineWrite<{ userGroup: Group }>(groups, terminal, {
      ...write,
      selection: `userGroup { ${groupSelection} }`,
      output: ({ userGroup }) => ({ text: done(verb, userGroup), json: userGroup }),
    });
  const assignment: Operand[] = [
    { ...id, name: 'group', path: 'userGroupId' },
    { name: 'channel', path: 'channel', help: 'the channel', reader: channel },
  ];
  define('Created', {
    name: 'create',
    help: 'create a group',
    mutation: 'userGroupCreate',
    options: [name, idempotencyKey],
  });
  define('Updated', {
    name: 'update',
    help: 'change a group',
    mutation: 'userGroupUpdate',
    isUpdate: true,
    operands: [id],
    options: [name, expectedVersion, idempotencyKey],
  });
  define('Assigned the channel of', {
    name: 'assign',
    help: 'make a channel use a server',
    mutation: 'channelAssignmentSet',
    operands: [...assignment, { ...idOperand('server'), name: 'server', path: 'deliveryServerId' }],
    options: [expectedVersion, idempotencyKey],
  });
  define('Freed the channel of', {
    name: 'unassign',
    help: 'make a channel use no server',
    mutation: 'channelAssignmentSet',
    operands: assignment,
    fixed: { deliveryServerId: null },
    options: [expectedVersion, idempotencyKey],
  });
  defineWrite<{ deletedId: string }>(groups, terminal, {
    name: 'delete',
    help: 'delete a group; servers stay',
    mutation: 'userGroupDelete',
    operands: [id],
    options: [expectedVersion, idempotencyKey],
    selection: 'deletedId',
    output: ({ deletedId }) => ({ text: `Deleted ${printable(deletedId)}.\n`, json: { deletedId } }),
  });
}

function groupText(group: Group): string {
  return factsText([
    ['id', group.id],
    ['version', String(group.version)],
    ['name', group.name],
    ...group.assignments.map(
      ({ channel, deliveryServer }) => [channel, `${deliveryServer.id} "${deliveryServer.name}"`] as const,
    ),
    ['created', group.createdAt],
    ['updated', group.updatedAt],
  ]);
}
