import { randomUUID } from 'node:crypto';

/**
 * A JSON number that JavaScript would not write as it was sent: `1.10`, `1e3`, `-0`, or one with more digits than it can
 * hold. As text it is its digits (rule R8 of the protocol), in JSON too.
 */
export class JsonNumber {
  constructor(readonly digits: string) {}

  /** The nearest number that JavaScript has. */
  get value(): number {
    return Number(this.digits);
  }

  toString(): string {
    return this.digits;
  }

  toJSON(): string {
    return mark + this.digits;
  }
}

/** Whether a value has parts: an object or a list. */
export function hasParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

/** Stands before the digits while they are a text. Nobody outside knows it, so no text that is sent begins with it. */
const mark = randomUUID();

/** Texts, so that what looks like a number in them is passed over, and numbers that may be written in another way. */
const textOrOddNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+[.eE][\d.eE+-]*|-?\d{16,}|-0/g;

/**
 * Reads JSON as `JSON.parse` does, which keeps no digits before Node 21, and keeps those of numbers.
 * @throws SyntaxError when it is not JSON, RangeError when it is nested too deeply to be read
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  let isAnyMarked = false;
  const marked = text.replace(textOrOddNumber, (token) => {
    if (token.startsWith('"') || String(Number(token)) === token) return token;
    isAnyMarked = true;
    return `"${mark}${token}"`;
  });
  return isAnyMarked ? JSON.parse(marked, revive) : parsed;
}

function revive(_name: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(mark)
    ? new JsonNumber(value.slice(mark.length))
    : value;
}

/** Writes a value as JSON, numbers with the digits that they were sent with. */
export function writeJsonText(value: unknown): string {
  return JSON.stringify(value).replace(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1');
}
