/** The same text for inputs that say the same, whatever the order of their fields. */
export function canonicalText(input: unknown): string {
  return JSON.stringify(input, (_, value) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

const dateMark = '$date';

/** JSON in which dates are marked, so that {@link readAnswer} gives back dates and not texts. */
export function writeAnswer(answer: object): string {
  return JSON.stringify(answer, function (this: Record<string, unknown>, name, value) {
    const original = this[name];
    return original instanceof Date ? { [dateMark]: original.getTime() } : value;
  });
}

export function readAnswer<T>(text: string): T {
  return JSON.parse(text, (_, value) =>
    isRecord(value) && typeof value[dateMark] === 'number' ? new Date(value[dateMark]) : value,
  );
}
