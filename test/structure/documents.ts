import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..');

/** The documents for people, as paths from the root. */
export const pages = ['README.md', ...readdirSync(resolve(root, 'docs')).map((name) => `docs/${name}`)];

export function textOf(page: string): string {
  return readFileSync(resolve(root, page), 'utf8');
}

/** What stands under a heading, up to the next one of the same level or above; empty when there is no such heading. */
export function sectionOf(page: string, heading: string): string {
  const lines = withoutFences(textOf(page)).split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) return '';
  const level = levelOf(lines[start] ?? '');
  const length = lines.slice(start + 1).findIndex((line) => levelOf(line) > 0 && levelOf(line) <= level);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The first cell of every row of the tables in a text. */
export function firstCells(text: string): string[] {
  const cells = [...text.matchAll(/^\| (.*?) \|/gm)].map(([, cell = '']) => cell);
  const headings = [...text.matchAll(/^\| (.*?) \|.*\n\|-/gm)].map(([, cell = '']) => cell);
  return cells.filter((cell) => !headings.includes(cell));
}

/** The text outside of code blocks. */
export function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '');
}

/** The names by which links find the headings of a page, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  const headings = [...withoutFences(textOf(page)).matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) => heading,
  );
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function levelOf(line: string): number {
  return /^#+(?= )/.exec(line)?.[0].length ?? 0;
}
