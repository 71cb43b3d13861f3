import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { idOf } from '../input/ids.js';
import { addOperand, addOption } from '../input/input-option.js';
import { CliError, exitCodes } from '../terminal/cli-error.js';
import { jsonText } from '../terminal/json-text.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { groupSelection } from './groups.js';
import { group, leaf } from './leaf.js';
import { serverSelection } from './server-output.js';

interface Change {
  id: string;
  kind: string;
  occurredAt: string;
  version: number;
  /** What a check turned from and to; left out where there is no such thing, null when it is gone. */
  transition?: { kind: string; from: string; to: string; finding: { code: string } | null } | null;
}

/** A subscription to the changes of one kind of object. */
interface Watched {
  /** The command. */
  name: string;
  /** What its ids are of. */
  thing: 'server' | 'group';
  field: string;
  /** Fields of an event that have the id of the object, and the object. */
  idField: string;
  objectField: string;
  selection: string;
  /** More fields of an event. */
  more?: string;
}

const transition = 'transition { kind from to since finding { severity code message } }';

const watched: readonly Watched[] = [
  {
    name: 'servers',
    thing: 'server',
    field: 'deliveryServerChanged',
    idField: 'deliveryServerId',
    objectField: 'deliveryServer',
    selection: serverSelection,
    more: transition,
  },
  {
    name: 'checks',
    thing: 'server',
    field: 'verificationChanged',
    idField: 'deliveryServerId',
    objectField: 'deliveryServer',
    selection: serverSelection,
    more: transition,
  },
  {
    name: 'groups',
    thing: 'group',
    field: 'userGroupChanged',
    idField: 'userGroupId',
    objectField: 'userGroup',
    selection: groupSelection,
  },
];

export function defineWatch(program: Command, terminal: Terminal): void {
  const watch = group(program, 'watch', 'tell changes as they happen, a line for each, until Ctrl-C');
  for (const one of watched) {
    const help = `tell every change of ${one.name}; with --json, a line of JSON`;
    const command = leaf(watch, one.name, help, async (given) => {
      const [ids = []] = given.operands as [string[]?];
      const show = async (change: Change) =>
        terminal.write(`${given.isJson ? jsonText(change) : lineOf(change, one)}\n`);
      await follow(terminal, one, ids.length > 0 ? ids : null, given.options.after ?? null, show);
    });
    addOperand(command, {
      name: 'ids',
      path: 'ids',
      help: 'only these; all, when left out',
      reader: idOf(one.thing),
      isSeveral: true,
      isOptional: true,
    });
    addOption(command, {
      flags: '--after <event>',
      path: 'after',
      help: 'begin after this event, such as ev_12; now, when left out',
      reader: idOf('event'),
    });
  }
}

/** Comes back after a broken connection with the last event that it has seen, so that nothing is missed. */
async function follow(
  terminal: Terminal,
  { field, idField, objectField, selection, more = '' }: Watched,
  ids: string[] | null,
  begin: string | null,
  show: (change: Change) => Promise<void>,
): Promise<void> {
  const gateway = Gateway.from(terminal.environment);
  const query = `subscription CliWatch($after: ID, $ids: [ID!]) {
    ${field}(after: $after, ids: $ids) { id kind occurredAt ${idField} version ${more} ${objectField} { ${selection} } }
  }`;
  const interruption = terminal.interruption();
  let after = begin;
  let wasOpen = false;
  let failures = 0;
  const onOpen = () => {
    if (wasOpen) terminal.note(after === null ? `${connected} ${unseen}` : connected);
    wasOpen = true;
    failures = 0;
  };
  while (!interruption.aborted) {
    try {
      const results = gateway.follow<Record<string, Change>>(query, { after, ids }, interruption, onOpen);
      for await (const { [field]: change } of results) {
        if (change === undefined) continue;
        await show(change);
        after = change.id;
      }
    } catch (error) {
      const isAway = error instanceof CliError && error.exitCode === exitCodes.away;
      if (!interruption.aborted && !(wasOpen && isAway)) throw error;
    }
    if (!interruption.aborted && failures === 0) terminal.note('The connection is lost. Trying again.');
    await wait(pauseAfter(failures++), null, { signal: interruption }).catch(() => {});
  }
}

const connected = 'Connected again.';
const unseen = 'Changes in between are not shown, as none was seen before.';

/** Half a second at first, half a minute at most, and never the same for all who wait for one gateway. */
function pauseAfter(failures: number): number {
  return Math.min(30_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
}

function lineOf(change: Change, { idField, objectField }: Watched): string {
  const fields = change as unknown as Record<string, string | { name: string } | null>;
  const object = fields[objectField] as { name: string } | null;
  const name = object === null ? '' : ` "${object.name}"`;
  const { occurredAt, id, kind } = change;
  return printable(`${occurredAt} ${id} ${kind} ${fields[idField]} ${newsOf(change)}${name}`);
}

function newsOf({ kind, version, transition }: Change): string {
  if (kind !== 'CHECK_CHANGED') return `version ${version}`;
  if (!transition) return 'a check that is gone';
  const { kind: check, from, to, finding } = transition;
  return `${check} ${from} to ${to}${finding === null ? '' : ` [${finding.code}]`}`;
}
