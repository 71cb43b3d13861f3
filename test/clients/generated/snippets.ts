import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A code block of a page: what is said behind its three backticks, and its lines. */
interface Snippet {
  title: string;
  text: string;
}

/** All code blocks of a page in `docs`, in their order. */
export function snippetsOf(page: string): readonly Snippet[] {
  const text = readFileSync(resolve(import.meta.dirname, '../../../docs', page), 'utf8');
  return [...text.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(([, title = '', text = '']) => ({
    title,
    text,
  }));
}

/** All code blocks of docs/generated-client.md. */
export const snippets = snippetsOf('generated-client.md');

/** The block with this title, such as `ts codegen.ts`. */
export function snippet(title: string, among = snippets): string {
  const found = among.filter((candidate) => candidate.title === title);
  if (found[0] === undefined || found.length > 1) throw new Error(`The page must have one block "${title}".`);
  return found[0].text;
}
