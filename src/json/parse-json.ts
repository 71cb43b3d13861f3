import { JsonNumber, JsonObject } from './json-value.js';

/** How much is read. */
export interface JsonLimits {
  /** How many objects and lists may be in one another. */
  maxDepth: number;
  /** Half a surrogate pair has no bytes, so it could not be stored as sent. PHP refuses it as well. */
  allowsLoneSurrogates: boolean;
  /** Counts objects, lists and names, and throws when there are too many. */
  add(parts: number): void;
}

/** JSON that cannot be taken as it is: nested too deeply, or with half a character in it. */
export class UnusableJsonError extends Error {}

/**
 * Reads JSON, and stops as soon as it is too deep or has too many parts. `JSON.parse` cannot be stopped, keeps no digits
 * of numbers, and makes properties of names, which takes it four times as long when they are many and all different.
 * @throws SyntaxError, UnusableJsonError, and what the limits throw
 */
export function parseJson(text: string, limits: JsonLimits): unknown {
  return new JsonReader(text, limits).readDocument();
}

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;
const blanks: readonly number[] = [space, 0x0a, 0x0d, 0x09];
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words: readonly (readonly [word: string, value: unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

class JsonReader {
  /** Where the next character is. */
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  readDocument(): unknown {
    const value = this.readValue(0);
    if (!Number.isNaN(this.next())) throw new SyntaxError();
    return value;
  }

  /** @param depth how many objects and lists are around it */
  private readValue(depth: number): unknown {
    switch (this.next()) {
      case 0x7b: // {
        return this.readObject(depth + 1);
      case 0x5b: // [
        return this.readList(depth + 1);
      case quote:
        return this.readText();
      case 0x74: // t
      case 0x66: // f
      case 0x6e: // n
        return this.readWord();
      default:
        return this.readNumber();
    }
  }

  private readObject(depth: number): JsonObject {
    this.begin(depth);
    const object = new JsonObject();
    if (this.takes(0x7d)) return object;
    do {
      if (this.next() !== quote) throw new SyntaxError();
      const name = this.readText();
      this.limits.add(1);
      if (!this.takes(0x3a)) throw new SyntaxError();
      object.set(name, this.readValue(depth));
    } while (this.takes(0x2c));
    if (!this.takes(0x7d)) throw new SyntaxError();
    return object;
  }

  private readList(depth: number): unknown[] {
    this.begin(depth);
    const list: unknown[] = [];
    if (this.takes(0x5d)) return list;
    do list.push(this.readValue(depth));
    while (this.takes(0x2c));
    if (!this.takes(0x5d)) throw new SyntaxError();
    return list;
  }

  private begin(depth: number): void {
    if (depth > this.limits.maxDepth) throw new UnusableJsonError();
    this.limits.add(1);
    this.at += 1;
  }

  private readText(): string {
    const start = this.at;
    let isEscaped = false;
    for (let end = start + 1; ; end += 1) {
      const code = this.text.charCodeAt(end);
      if (code === quote) {
        this.at = end + 1;
        return isEscaped ? this.unescape(start, this.at) : this.text.slice(start + 1, end);
      }
      if (code === backslash) {
        isEscaped = true;
        end += 1;
      } else if (!(code >= space)) throw new SyntaxError();
    }
  }

  /** What a text with its quotation marks and backslashes stands for. */
  private unescape(start: number, end: number): string {
    const text: string = JSON.parse(this.text.slice(start, end));
    if (!this.limits.allowsLoneSurrogates && !text.isWellFormed()) throw new UnusableJsonError();
    return text;
  }

  private readWord(): unknown {
    const found = words.find(([word]) => this.text.startsWith(word, this.at));
    if (!found) throw new SyntaxError();
    this.at += found[0].length;
    return found[1];
  }

  private readNumber(): unknown {
    number.lastIndex = this.at;
    if (!number.test(this.text)) throw new SyntaxError();
    const digits = this.text.slice(this.at, number.lastIndex);
    this.at = number.lastIndex;
    const value = Number(digits);
    return String(value) === digits ? value : new JsonNumber(digits);
  }

  /** The next character that is not blank; NaN at the end. */
  private next(): number {
    let code = this.text.charCodeAt(this.at);
    while (blanks.includes(code)) {
      this.at += 1;
      code = this.text.charCodeAt(this.at);
    }
    return code;
  }

  /** Goes past the next character when it is this one. */
  private takes(code: number): boolean {
    if (this.next() !== code) return false;
    this.at += 1;
    return true;
  }
}
