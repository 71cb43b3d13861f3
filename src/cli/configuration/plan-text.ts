import { jsonText } from '../terminal/json-text.js';
import { printable } from '../terminal/printable.js';
import type { StateServer } from './gateway-state.js';
import { lists, type PlannedItem } from './plan.js';
import { valueAt } from './server-settings.js';

/** What the gateway says of one item of the input. */
export interface AppliedChange {
  kind: 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'DELETED';
  id: string | null;
  version: number | null;
  fields: { field: string; from: string | null; to: string | null; isSecret: boolean }[];
}

/** An item and what comes of it. */
export interface ChangedItem extends PlannedItem {
  change: AppliedChange;
}

export interface Counts {
  create: number;
  change: number;
  delete: number;
  unchanged: number;
}

export function countsOf(changed: readonly ChangedItem[], unchanged: number): Counts {
  const countOf = (kind: AppliedChange['kind']) =>
    changed.filter(({ change }) => change.kind === kind).length;
  return {
    create: countOf('CREATED'),
    change: countOf('UPDATED'),
    delete: countOf('DELETED'),
    unchanged: unchanged + countOf('UNCHANGED'),
  };
}

/** What is different in the end; an item that is found to be right already is none. */
export function hasChanges({ create, change, delete: deleted }: Counts): boolean {
  return create + change + deleted > 0;
}

const signs = { CREATED: '+', UPDATED: '~', DELETED: '-' } as const;
/** Green, yellow and red. */
const colours = { CREATED: 32, UPDATED: 33, DELETED: 31 } as const;

/** The changes as a diff: a line for each thing, and below it one for each field. */
export function planText(
  changed: readonly ChangedItem[],
  servers: readonly StateServer[],
  isColoured: boolean,
): string {
  const names = new Map(servers.map(({ id, name }) => [id, name]));
  return lists
    .flatMap((list) => changed.filter((item) => item.list === list))
    .flatMap((item) => {
      const { change } = item;
      const { kind } = change;
      if (kind === 'UNCHANGED') return [];
      const sign = signs[kind];
      const noun = item.list.startsWith('servers') ? 'server' : 'group';
      const id = kind === 'CREATED' ? '' : ` ${change.id}`;
      const head = `${sign} ${noun}${id} ${quoted(item.name)}`;
      const lines = [head, ...fieldLines(item, names).map((line) => `    ${line}`)];
      return isColoured ? lines.map((line) => `\u001b[${colours[kind]}m${line}\u001b[39m`) : lines;
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** `2 to create, 1 to change, 0 to delete, 37 unchanged`, or what was done. */
export function summaryOf(counts: Counts, isDone: boolean): string {
  const [create, change, remove] = isDone
    ? ['created', 'changed', 'deleted']
    : ['to create', 'to change', 'to delete'];
  return `${counts.create} ${create}, ${counts.change} ${change}, ${counts.delete} ${remove}, ${counts.unchanged} unchanged.`;
}

function fieldLines({ change: { kind, fields }, input }: ChangedItem, names: Names): string[] {
  // Of what goes, its name says enough; of what comes, what somebody said.
  if (kind === 'DELETED') return [];
  const told = fields.filter(({ field, isSecret }) => {
    if (field === 'pause.since') return false;
    if (kind === 'UPDATED' || isSecret) return true;
    return field !== 'name' && (field.startsWith('channels.') || valueAt(input, field) !== undefined);
  });
  return told.map(({ field, from, to, isSecret }) => {
    if (isSecret) return `${field}: changed`;
    const [before, after] = [from, to].map((value) => valueText(value, field, input, names));
    return kind === 'CREATED' ? `${field}: ${after}` : `${field}: ${before} -> ${after}`;
  });
}

/** Of servers, by their ids. */
type Names = ReadonlyMap<string, string>;

/** Text is in quotes; channels use servers, which people know by their names. */
function valueText(value: string | null, field: string, input: object, names: Names): string {
  if (value === null) return '(none)';
  const name = field.startsWith('channels.') ? names.get(value) : undefined;
  if (name !== undefined) return `${printable(value)} ${quoted(name)}`;
  const given = valueAt(input, field);
  return typeof given === 'number' || typeof given === 'boolean' || Array.isArray(given)
    ? printable(value)
    : quoted(value);
}

function quoted(text: string): string {
  return printable(jsonText(text));
}
