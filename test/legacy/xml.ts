import { SaxesParser } from 'saxes';

/** An element with its children, or with its text. */
export interface XmlElement {
  name: string;
  children: XmlElement[];
  text: string;
}

/**
 * Reads a whole document as any conforming parser does.
 * @throws Error when it is not well-formed
 */
export function parseXml(document: string): XmlElement {
  const parser = new SaxesParser({ fragment: false, xmlns: false });
  const top: XmlElement = { name: '', children: [], text: '' };
  const open = [top];
  const innermost = () => open.at(-1) as XmlElement;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    const element = { name, children: [], text: '' };
    innermost().children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    innermost().text += text;
  });
  parser.on('cdata', (text) => {
    innermost().text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(document).close();
  return top.children[0] as XmlElement;
}

/** The element at the end of a way of names. */
export function xmlAt(element: XmlElement, ...names: string[]): XmlElement {
  return names.reduce((holder, name) => {
    const found = holder.children.find((child) => child.name === name);
    if (!found) throw new Error(`There is no <${name}> in <${holder.name}>.`);
    return found;
  }, element);
}

/**
 * What an answer in JSON is in XML: an element for each key, `node_0` for the first item of a list, and 1 for a success.
 */
export function xmlOf(value: unknown, name = 'response'): XmlElement {
  const isList = Array.isArray(value);
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return {
    name,
    children: entries.map(([key, item]) => xmlOf(item, isList || /^\d/.test(key) ? `node_${key}` : key)),
    text: entries.length > 0 || value === null || typeof value === 'object' ? '' : textOf(name, value),
  };
}

function textOf(name: string, value: unknown): string {
  return name === 'Success' && value === true ? '1' : String(value);
}
