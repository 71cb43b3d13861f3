import { hasParts, parseJson } from '../json/json-number.js';
import type { PartCount } from './request-limits.js';

/**
 * The parameters of a request: objects without a prototype, names in lower case at every depth. A name such as
 * `__proto__` is data like any other.
 *
 * What is to be known of an object besides stands in it under symbols: beside it, in a WeakMap, it would cost several
 * times as much.
 */
export type ParameterTree = {
  [name: string]: unknown;
  /** What the object was before its names were folded, for a parameter whose value is the object itself. */
  [original]?: unknown;
  /** As in PHP, a list is an object whose keys are counted up from the largest. */
  [nextIndex]?: number;
};

const original = Symbol('original');
const nextIndex = Symbol('next index');

/** Deeper nesting than this is refused. */
export const deepest = 20;

/** Parameters that cannot be taken as they are: nested too deeply, or with half a character in them. */
export class UnusableParametersError extends Error {}

export function emptyTree(): ParameterTree {
  return Object.create(null) as ParameterTree;
}

/** The object with its names as they were sent. */
export function originalOf(value: object): unknown {
  return (value as ParameterTree)[original] ?? value;
}

// The names that commands ask for, as the documentation spells them, and in lower case. Most clients spell them so too.
const documented = new Map<string, string>();

function lowerCase(name: string): string {
  return documented.get(name) ?? name.toLowerCase();
}

/** Folds the names of a JSON value. Of names that differ only in letter case the last one wins. */
export function foldNames(value: unknown, depth = 0): unknown {
  // Half a surrogate pair has no bytes, so it could not be stored as sent. PHP refuses it as well.
  if (typeof value === 'string' && !value.isWellFormed()) throw new UnusableParametersError();
  if (!hasParts(value)) return value;
  if (depth >= deepest) throw new UnusableParametersError();
  if (Array.isArray(value)) return value.map((item) => foldNames(item, depth + 1));
  const tree = emptyTree();
  for (const [name, item] of Object.entries(value)) tree[lowerCase(name)] = foldNames(item, depth + 1);
  // All parameters together are no parameter.
  if (depth > 0) tree[original] = value;
  return tree;
}

/** Folds the parameters of a JSON document. A dotted name leads into an object, as it does in a form. */
export function foldParameters(document: Record<string, unknown>, parts: PartCount): ParameterTree {
  const tree = foldNames(document) as ParameterTree;
  const dotted = new Set(
    Object.keys(document)
      .filter((name) => name.includes('.'))
      .map(lowerCase),
  );
  for (const name of dotted) {
    const value = tree[name];
    delete tree[name];
    parts.add(placeField(tree, name, value));
  }
  return tree;
}

/**
 * Puts a form field into the tree. PHP's `a[b]=1` and the documentation's `a.b=1` both lead into an object, `a[]=1`
 * adds to a list. The same name again replaces what was there.
 * @returns how many parts the name has
 */
export function placeField(tree: ParameterTree, name: string, value: unknown): number {
  const path = pathOf(name);
  if (path.length > deepest) throw new UnusableParametersError();
  let holder = tree;
  path.forEach((step, index) => {
    const sent = step === '' ? String(holder[nextIndex] ?? 0) : step;
    const key = sent.toLowerCase();
    noteIndex(holder, key);
    if (index === path.length - 1) holder[key] = value;
    else if (!isTree(holder[key])) holder[key] = treeWithOriginal();
    const holderAsSent = holder[original] as Record<string, unknown> | undefined;
    const item = holder[key];
    if (holderAsSent) holderAsSent[sent] = isTree(item) ? originalOf(item) : item;
    if (index < path.length - 1) holder = item as ParameterTree;
  });
  return path.length;
}

function treeWithOriginal(): ParameterTree {
  const tree = emptyTree();
  tree[original] = emptyTree();
  return tree;
}

/** The value at a path of names, each in any of several spellings. JSON text is opened where the path leads into it. */
export function valueAt(tree: ParameterTree, path: readonly (readonly string[])[]): unknown {
  let value: unknown = tree;
  for (const spellings of path) {
    const holder = typeof value === 'string' ? openOnce(tree, value) : value;
    if (!isTree(holder)) return undefined;
    value = valueUnder(holder, spellings);
  }
  return value;
}

/** Of several spellings the last one that is not blank counts, or else the last one. */
function valueUnder(holder: ParameterTree, spellings: readonly string[]): unknown {
  let value: unknown;
  for (const spelling of spellings) {
    const name = lowerCase(spelling);
    documented.set(spelling, name);
    const found = holder[name];
    if (found !== undefined && (isBlank(value) || !isBlank(found))) value = found;
  }
  return value;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** Texts of a request that were opened: many paths lead into the same one. */
const opened = new WeakMap<ParameterTree, Map<string, unknown>>();

function openOnce(tree: ParameterTree, text: string): unknown {
  const before = opened.get(tree) ?? new Map<string, unknown>();
  opened.set(tree, before);
  if (!before.has(text)) before.set(text, openJson(text));
  return before.get(text);
}

/** The value that a JSON text holds, its names folded; undefined for other text. */
export function openJson(text: string): unknown {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  return foldNames(value);
}

/** `a[b][c]` and `a.b.c` as `['a', 'b', 'c']`; brackets that do not close are part of the name. */
function pathOf(name: string): string[] {
  const brackets = /^([^[]+)((?:\[[^\]]*\])+)$/.exec(name);
  if (!brackets) return name.includes('.') && !name.startsWith('.') ? name.split('.') : [name];
  const [, first = '', rest = ''] = brackets;
  return [first, ...rest.slice(1, -1).split('][')];
}

function noteIndex(holder: ParameterTree, key: string): void {
  if (/^\d{1,9}$/.test(key)) holder[nextIndex] = Math.max(holder[nextIndex] ?? 0, Number(key) + 1);
}

function isTree(value: unknown): value is ParameterTree {
  return hasParts(value) && !Array.isArray(value);
}
