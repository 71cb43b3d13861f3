import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Reader } from '../input/readers.js';
import { closestWord } from './closest-word.js';

/** What is wrong with a file, and where. */
export interface FileProblem {
  /** In characters from the beginning of the file. */
  offset: number;
  /** Such as `servers.3.smtp.port`. */
  path: string;
  /** A sentence that repeats no value, as that may be a secret. */
  message: string;
}

/** What all parts of one file share while it is read. */
export class Reading {
  readonly problems: FileProblem[] = [];
  /** Where each value stands, by its path. */
  readonly offsets = new Map<string, number>();
  private nodes = 0;

  /** @param maxNodes how many values are read: of a file with aliases more can be than stand in it */
  constructor(
    private readonly document: Document,
    private readonly maxNodes: number,
  ) {}

  /** The node itself where an alias stands for it; null for nothing. */
  enter(node: unknown, path: string): Node | null {
    this.nodes += 1;
    const target = isAlias(node) ? node.resolve(this.document) : ((node ?? null) as Node | null);
    const offset = (node as Node | null)?.range?.[0];
    if (offset !== undefined) this.offsets.set(path, offset);
    if (target === undefined) this.refuse(path, 'Nothing has the anchor of this alias.');
    return this.nodes > this.maxNodes || isEmpty(target) ? null : (target ?? null);
  }

  refuse(path: string, message: string): undefined {
    this.problems.push({ path, message, offset: offsetOf(path, this.offsets) });
    return undefined;
  }

  get isTooLarge(): boolean {
    return this.nodes > this.maxNodes;
  }
}

/** Of the value, or of what it is a part of when it is not there. */
export function offsetOf(path: string, offsets: ReadonlyMap<string, number>): number {
  const words = path.split('.');
  for (let length = words.length; length > 0; length--) {
    const offset = offsets.get(words.slice(0, length).join('.'));
    if (offset !== undefined) return offset;
  }
  return 0;
}

/** Reads a part of a file; undefined when it says nothing, or something is wrong, which is noted then. */
export type ReadNode<Value> = (node: unknown, path: string, reading: Reading) => Value | undefined;

/** What the parts of a map are read as. */
type ValuesOf<Parts> = { [Key in keyof Parts]?: Parts[Key] extends ReadNode<infer Value> ? Value : never };

export function map<Parts extends Record<string, ReadNode<unknown>>>(
  parts: Parts,
): ReadNode<ValuesOf<Parts>> {
  return (given, path, reading) => {
    const node = reading.enter(given, path);
    if (node === null) return undefined;
    if (!isMap(node))
      return reading.refuse(path, `This must have the keys ${Object.keys(parts).join(', ')}.`);
    const values: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const inner = path === '' ? name : `${path}.${name}`;
      const read = Object.hasOwn(parts, name) ? parts[name] : undefined;
      const found = read?.(value, inner, reading);
      if (found !== undefined) values[name] = found;
      if (!read) refuseKey(key as Node, name, inner, Object.keys(parts), reading);
    }
    return values as ValuesOf<Parts>;
  };
}

function refuseKey(node: Node, name: string, path: string, known: readonly string[], reading: Reading): void {
  reading.enter(node, path);
  const meant = closestWord(name, known);
  const advice = meant === null ? `There are ${known.join(', ')}.` : `Did you mean ${meant}?`;
  reading.refuse(path, `There is no such key here. ${advice}`);
}

export function list<Item>(read: ReadNode<Item>): ReadNode<Item[]> {
  return (given, path, reading) => {
    const node = reading.enter(given, path);
    if (node === null) return undefined;
    if (!isSeq(node)) return reading.refuse(path, 'This must be a list: a line with "- " for each item.');
    return node.items.flatMap((item, index) => {
      const before = reading.problems.length;
      const value = read(item, `${path}.${index}`, reading);
      if (value !== undefined) return [value];
      if (reading.problems.length === before) reading.refuse(`${path}.${index}`, 'This item is empty.');
      return [];
    });
  };
}

function scalar<Value>(read: (value: unknown) => Value | undefined, message: string): ReadNode<Value> {
  return (given, path, reading) => {
    const node = reading.enter(given, path);
    if (node === null) return undefined;
    const value = isScalar(node) ? read(node.value) : undefined;
    return value === undefined ? reading.refuse(path, message) : value;
  };
}

export const text: ReadNode<string> = scalar(
  (value) => (typeof value === 'string' ? value : undefined),
  'This must be text. A number, true and false become text in quotes.',
);

export const wholeNumber: ReadNode<number> = scalar(
  (value) => (Number.isSafeInteger(value) ? (value as number) : undefined),
  'This must be a whole number, without quotes.',
);

export const flag: ReadNode<boolean> = scalar(
  (value) => (typeof value === 'boolean' ? value : undefined),
  'This must be true or false, without quotes; yes, no, on and off are text.',
);

/** What an option of the command line reads from a text; a number will do where that can have one. */
export function asOption<Value>({ read, form }: Reader): ReadNode<Value> {
  return scalar((value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    return read(String(value)) as Value | undefined;
  }, `This must be ${form}.`);
}

/** One of some words, or else what `read` reads. */
export function wordOr<const Word extends string, Value>(
  words: readonly Word[],
  read: ReadNode<Value>,
  form: string,
): ReadNode<Word | Value> {
  return (given, path, reading) => {
    const node = reading.enter(given, path);
    if (isMap(node)) return read(given, path, reading);
    const word = isScalar(node) ? words.find((known) => known === node.value) : undefined;
    return word ?? reading.refuse(path, `This must be ${form}.`);
  };
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}
