import { JsonObject } from '../json/json-value.js';
import { parseJson } from '../json/parse-json.js';
import { ProtocolError } from './protocol-error.js';
import type { SizeBudget } from './request-limits.js';

/**
 * Where a value is: names in lower case, each in any of several spellings. Of several the last one that is not blank
 * counts, or else the last one.
 */
export type ParameterPath = readonly (readonly string[])[];

/** Opens the JSON text that a parameter may be: its value, or undefined for other text. */
export type OpenJson = (text: string) => unknown;

/**
 * The parameters of a request. Their names count in any letter case, and of names that differ in nothing else the last
 * one wins. Those within a parameter are looked at only where a path leads into it.
 */
export class Parameters {
  /** By their names in lower case. */
  private readonly values = new Map<string, unknown>();
  /** Many paths lead into the same text or object. */
  private readonly opened = new Map<string, unknown>();
  private readonly folded = new Map<JsonObject, ReadonlyMap<string, unknown>>();

  constructor(private readonly budget: SizeBudget) {}

  /**
   * Puts a form field in its place. PHP's `a[b]=1` and the documentation's `a.b=1` both lead into an object, `a[]=1`
   * adds to a list. The same name again replaces what was there.
   */
  place(name: string, value: unknown): void {
    const [first = '', ...steps] = pathOf(name);
    if (steps.length >= this.budget.maxDepth) throw new ProtocolError(100000);
    this.budget.add(1 + steps.length);
    let holder: Map<string, unknown> = this.values;
    let key = first.toLowerCase();
    for (const step of steps) {
      const found = holder.get(key);
      const inner = found instanceof JsonObject ? found : new JsonObject();
      if (inner !== found) holder.set(key, inner);
      key = step === '' ? String(inner.nextIndex) : step;
      if (/^\d{1,9}$/.test(key)) inner.nextIndex = Math.max(inner.nextIndex, Number(key) + 1);
      holder = inner;
    }
    holder.set(key, value);
  }

  /** Takes the names of a JSON document. One with dots leads into an object, as it does in a form. */
  placeAll(document: JsonObject): void {
    for (const [name, value] of document) if (!name.includes('.')) this.values.set(name.toLowerCase(), value);
    for (const [name, value] of document) if (name.includes('.')) this.place(name, value);
  }

  /** Takes from others what is not there yet. */
  fillFrom(others: Parameters): void {
    for (const [name, value] of others.values) if (!this.values.has(name)) this.values.set(name, value);
  }

  /** The value at a path. JSON text is opened where the path leads into it. */
  at(path: ParameterPath): unknown {
    const [first = [], ...steps] = path;
    let value = valueUnder(this.values, first);
    for (const spellings of steps) {
      const holder = typeof value === 'string' ? this.open(value) : value;
      if (!(holder instanceof JsonObject)) return undefined;
      value = valueUnder(this.namesFolded(holder), spellings);
    }
    return value;
  }

  readonly open: OpenJson = (text) => {
    if (!this.opened.has(text)) this.opened.set(text, this.parse(text));
    return this.opened.get(text);
  };

  private parse(text: string): unknown {
    try {
      return parseJson(text, this.budget);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  private namesFolded(object: JsonObject): ReadonlyMap<string, unknown> {
    const before = this.folded.get(object);
    if (before) return before;
    const folded = new Map<string, unknown>();
    for (const [name, value] of object) folded.set(name.toLowerCase(), value);
    this.folded.set(object, folded);
    return folded;
  }
}

function valueUnder(names: ReadonlyMap<string, unknown>, spellings: readonly string[]): unknown {
  let value: unknown;
  for (const spelling of spellings) {
    const found = names.get(spelling);
    if (found !== undefined && (isBlank(value) || !isBlank(found))) value = found;
  }
  return value;
}

/** Whether a value says nothing: it is not there, or a text of blanks. */
export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** `a[b][c]` and `a.b.c` as `['a', 'b', 'c']`; brackets that do not close are part of the name. */
function pathOf(name: string): string[] {
  const brackets = name.includes('[') ? /^([^[]+)((?:\[[^\]]*\])+)$/.exec(name) : null;
  if (!brackets) return name.includes('.') && !name.startsWith('.') ? name.split('.') : [name];
  const [, first = '', rest = ''] = brackets;
  return [first, ...rest.slice(1, -1).split('][')];
}
