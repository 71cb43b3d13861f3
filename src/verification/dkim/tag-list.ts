import { type KeyProblem, KeyProblemReason } from './key-problem.js';

/** One tag, such as `k=rsa`. Names are case-sensitive. */
export interface Tag {
  name: string;
  /** Without the white space around it; that inside it is kept. */
  value: string;
}

export interface TagList {
  tags: readonly Tag[];
  /** What makes the whole list invalid; empty when it is valid. */
  problems: readonly KeyProblem[];
}

/** Reads a list of tags by RFC 6376, section 3.2. What can be read of an invalid list is among its tags. */
export function readTagList(text: string): TagList {
  const specs = unfold(text).split(';');
  // One semicolon may stand at the end, and readers take white space after it.
  if (specs.length > 1 && specs.at(-1)?.trim() === '') specs.pop();
  const tags: Tag[] = [];
  const names = new Set<string>();
  const problems: KeyProblem[] = [];
  for (const spec of specs) {
    const tag = readTag(spec);
    if ('reason' in tag) {
      problems.push(tag);
      continue;
    }
    if (names.has(tag.name)) problems.push({ reason: KeyProblemReason.TAG_DOUBLED, text: tag.name });
    names.add(tag.name);
    tags.push(tag);
  }
  return { tags, problems };
}

/** Takes out the line breaks of folded lines. They mean no more than the white space that has to follow. */
function unfold(text: string): string {
  return text.replace(/\r\n(?=[ \t])/g, '');
}

function readTag(spec: string): Tag | KeyProblem {
  const text = spec.trim();
  if (text === '') return { reason: KeyProblemReason.TAG_EMPTY, text };
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim();
  const isTag = /^[a-z][a-z0-9_]*$/i.test(name) && /^[\t\x20-\x3a\x3c-\x7e]*$/.test(spec);
  return isTag
    ? { name, value: text.slice(equals + 1).trim() }
    : { reason: KeyProblemReason.TAG_MALFORMED, text };
}
