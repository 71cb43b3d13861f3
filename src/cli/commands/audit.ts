import type { Command } from 'commander';
import { anyId } from '../input/ids.js';
import { anyWord, list, time } from '../input/readers.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineAuditVerify } from './audit-verify.js';
import { defineList } from './define-list.js';
import { group } from './leaf.js';

interface Entry {
  id: string;
  occurredAt: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  address: string | null;
  operation: string;
  command: string | null;
  action: string;
  objectId: string | null;
  objectName: string | null;
  changes: { field: string; from: string | null; to: string | null; isSecret: boolean | null }[];
  count: number | null;
}

export function defineAudit(program: Command, terminal: Terminal): void {
  const audit = group(program, 'audit', 'who did what; needs the scope AUDIT');
  defineList<Entry>(audit, terminal, {
    help: 'list what was done, the newest first',
    field: 'auditEntries',
    variables: { filter: 'AuditEntryFilter' },
    options: [
      { flags: '--object <id>', path: 'filter.objectId', help: 'done to this, such as ds_12', reader: anyId },
      {
        flags: '--actor <id>',
        path: 'filter.actorId',
        help: 'done by this API key or administrator, such as key_7 or adm_3',
        reader: anyId,
      },
      {
        flags: '--action <words>',
        path: 'filter.action',
        help: 'one of these was done, such as DELIVERY_SERVER_DELETED',
        reader: list(anyWord),
      },
      { flags: '--from <time>', path: 'filter.from', help: 'at this time or later', reader: time },
      { flags: '--to <time>', path: 'filter.to', help: 'earlier than this', reader: time },
    ],
    selection: `id occurredAt actorKind actorId actorName address requestId operation command action
      objectId objectName changes { field from to isSecret } count place`,
    columns: [
      { heading: 'TIME', cell: ({ occurredAt }) => occurredAt },
      { heading: 'ACTION', cell: ({ action }) => action },
      { heading: 'OBJECT', cell: objectText },
      { heading: 'COUNT', cell: ({ count }) => `${count ?? '-'}` },
      { heading: 'OPERATION', cell: ({ command, operation }) => command ?? operation },
      { heading: 'ACTOR', cell: actorText },
      { heading: 'ADDRESS', cell: ({ address }) => address ?? '-' },
      { heading: 'CHANGES', cell: changesText },
    ],
  });
  defineAuditVerify(audit, terminal);
}

function objectText({ objectId, objectName }: Entry): string {
  return objectName ? `${objectId} "${objectName}"` : (objectId ?? '-');
}

function actorText({ actorKind, actorId, actorName }: Entry): string {
  const actor = actorId ?? actorKind;
  return actorName === '' ? actor : `${actor} "${actorName}"`;
}

function changesText({ changes }: Entry): string {
  const texts = changes.map(({ field, from, to, isSecret }) =>
    isSecret ? `${field} changed` : `${field} ${valueText(from)} -> ${valueText(to)}`,
  );
  return texts.length === 0 ? '-' : texts.join(', ');
}

function valueText(value: string | null): string {
  return value === null ? 'none' : JSON.stringify(value);
}
