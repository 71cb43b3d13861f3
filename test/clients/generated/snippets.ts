import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A code block of a page: what is said behind its three backticks, and its lines. */
interface Snippet {
  title: string;
  text: string;
}

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/generated-client.md'), 'utf8');

/** All code blocks of docs/generated-client.md, in their order. */
export const snippets: readonly Snippet[] = [...page.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(
  ([, title = '', text = '']) => ({ title, text }),
);

/** The block with this title, such as `ts codegen.ts`. */
export function snippet(title: string): string {
  const found = snippets.filter((candidate) => candidate.title === title);
  if (found[0] === undefined || found.length > 1) throw new Error(`The page must have one block "${title}".`);
  return found[0].text;
}
