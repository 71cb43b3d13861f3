import type { Command } from 'commander';
import { idOf } from '../input/ids.js';
import { anyWord, list, text, time, word } from '../input/readers.js';
import { channel, securityWords } from '../input/words.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineGet } from './define-get.js';
import { defineList } from './define-list.js';
import { group } from './leaf.js';
import { orderOptions } from './order-options.js';
import { defineServerDelete } from './server-delete.js';
import {
  type Server,
  serverColumns,
  serverListSelection,
  serverSelection,
  serverText,
} from './server-output.js';
import { defineServerWrites } from './server-writes.js';

export function defineServers(program: Command, terminal: Terminal): void {
  const servers = group(program, 'servers', 'delivery servers');
  defineList<Server>(servers, terminal, {
    help: 'list servers, by name unless told',
    field: 'deliveryServers',
    variables: { search: 'String', filter: 'DeliveryServerFilter', orderBy: 'DeliveryServerOrder' },
    options: [
      {
        flags: '--search <words>',
        path: 'search',
        help: 'words in the name, the host, the domains or the enforced From',
      },
      {
        flags: '--tags <list>',
        path: 'filter.tags.allOf',
        help: 'that have all of these tags',
        reader: list(text),
      },
      {
        flags: '--state <word>',
        path: 'filter.state',
        help: 'enabled or paused',
        reader: word('ENABLED', 'PAUSED'),
      },
      {
        flags: '--security <words>',
        path: 'filter.security',
        help: 'protected in one of these ways',
        reader: list(securityWords),
      },
      {
        flags: '--status <words>',
        path: 'filter.status',
        help: 'what the checks found',
        reader: list(word('NOT_CHECKED', 'PASS', 'FAIL', 'WARN', 'ERROR')),
      },
      {
        flags: '--findings <words>',
        path: 'filter.findings',
        help: 'that have one of these findings, such as spf-multiple-records',
        reader: list(anyWord),
      },
      {
        flags: '--expires-before <time>',
        path: 'filter.expiresBefore',
        help: 'whose certificate expires before then, such as 2027-01-01 or 2027-01-01T06:00:00Z',
        reader: time,
      },
      { flags: '--allocated', path: 'filter.isAllocated', help: 'that a channel of a group uses' },
      {
        flags: '--group <id>',
        path: 'filter.userGroupId',
        help: 'that this group uses, such as 5 or ug_5',
        reader: idOf('group'),
      },
      {
        flags: '--channel <word>',
        path: 'filter.channel',
        help: 'that are used for this channel',
        reader: channel,
      },
      ...orderOptions('NAME', 'CREATED_AT', 'UPDATED_AT', 'LAST_CHECKED_AT', 'LEGACY_ID'),
    ],
    selection: serverListSelection,
    columns: serverColumns,
  });
  defineGet<Server>(servers, terminal, {
    help: 'show a server',
    field: 'deliveryServer',
    thing: 'server',
    selection: serverSelection,
    text: serverText,
  });
  defineServerWrites(servers, terminal);
  defineServerDelete(servers, terminal);
}
