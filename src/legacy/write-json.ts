import { type Entry, joined, PagedObject } from './reply.js';

/**
 * Writes an object as JSON in pieces. Keys keep their order, which `JSON.stringify` would change for keys that look
 * like numbers.
 */
export async function* writeJson(body: readonly Entry[]): AsyncGenerator<string> {
  let before = '{';
  for (const [key, value] of body) {
    const name = `${before}${JSON.stringify(key)}:`;
    before = ',';
    if (value instanceof PagedObject) yield* writePages(name, value);
    else yield name + JSON.stringify(value);
  }
  yield body.length === 0 ? '{}' : '}';
}

async function* writePages(name: string, { pages }: PagedObject): AsyncGenerator<string> {
  let before = '{';
  yield name;
  const entryText = ([key, value]: Entry) => {
    const text = `${before}${JSON.stringify(key)}:${JSON.stringify(value)}`;
    before = ',';
    return text;
  };
  for await (const page of pages) yield* joined(page, entryText);
  yield before === '{' ? '{}' : '}';
}
