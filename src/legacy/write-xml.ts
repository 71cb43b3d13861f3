import { type Entry, joined, PagedObject } from './reply.js';

/**
 * Writes an object as XML in pieces: an element for each key, `<node_0>`, `<node_1>` for the items of a list, text in
 * CDATA. A key that cannot name an element, such as the number of a server, becomes `<node_KEY>`. Booleans are words,
 * but that `Success` is 1 when it is true: clients of the old days compare it with that (rule A11 of the protocol).
 */
export async function* writeXml(body: readonly Entry[]): AsyncGenerator<string> {
  yield start;
  for (const entry of body) {
    const [key, value] = entry;
    if (value instanceof PagedObject) yield* writePages(elementName(key), value);
    else yield elementOf(entry);
  }
  yield end;
}

/** The same, at once, of an object without pages. */
export function xmlText(body: readonly Entry[]): string {
  return `${start}${body.map(elementOf).join('')}${end}`;
}

const start = '<?xml version="1.0" encoding="UTF-8"?>\n<response>';
const end = '</response>\n';

function elementOf([key, value]: Entry): string {
  return element(key, key === 'Success' && value === true ? 1 : value);
}

async function* writePages(name: string, { pages }: PagedObject): AsyncGenerator<string> {
  yield `<${name}>`;
  for await (const page of pages) yield* joined(page, ([key, value]) => element(key, value));
  yield `</${name}>`;
}

function element(key: string, value: unknown): string {
  const name = elementName(key);
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return characterData(String(value));
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`node_${index}`, item])
    : Object.entries(value);
  return entries.map(([key, item]) => element(key, item)).join('');
}

/**
 * CDATA, cut where the text would end it. A reader turns a carriage return into a line feed unless it is written as a
 * reference. What no XML document can hold, such as a null character in a password, becomes U+FFFD.
 */
function characterData(text: string): string {
  const holdable = text.replace(notInXml, '\ufffd');
  const cut = holdable.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[');
  return `<![CDATA[${cut}]]>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function elementName(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(key) ? key : `node_${key.replace(/[^A-Za-z0-9_.-]/g, '_')}`;
}
