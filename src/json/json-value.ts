/**
 * What JSON and forms hold: texts, numbers, booleans, null, lists, and these. A map keeps the order of the names, takes
 * `__proto__` for a name like any other, and 100,000 different names cost it a quarter of what they cost an object.
 */
export class JsonObject extends Map<string, unknown> {
  /** As in PHP, `a[]=1` takes the number after the largest that is a name in `a`. */
  nextIndex = 0;
}

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
}

/** Whether a value has parts: an object or a list. */
export function hasParts(value: unknown): value is JsonObject | readonly unknown[] {
  return value instanceof JsonObject || Array.isArray(value);
}

/** Writes a value as JSON, numbers with the digits that they were sent with. */
export function writeJsonText(value: unknown): string {
  if (value instanceof JsonNumber) return value.digits;
  if (Array.isArray(value)) return `[${value.map(writeJsonText).join()}]`;
  if (value instanceof JsonObject) return `{${Array.from(value, writeMember).join()}}`;
  return JSON.stringify(value);
}

function writeMember([name, value]: [string, unknown]): string {
  return `${JSON.stringify(name)}:${writeJsonText(value)}`;
}
