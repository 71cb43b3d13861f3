import { jsonText } from './json-text.js';
import { tableText } from './table-text.js';
import type { Terminal } from './terminal.js';

export interface Column<Item> {
  heading: string;
  cell: (item: Item) => string;
}

/** Prints what a command has to say: for people, or for programs. */
export async function print(
  terminal: Terminal,
  isJson: boolean,
  { text, json }: { text: string; json: unknown },
): Promise<void> {
  await terminal.write(isJson ? `${jsonText(json, 2)}\n` : text);
}

/** Prints a list page by page, so that a long one needs no memory; as JSON it is one array. */
export async function printPages<Item>(
  terminal: Terminal,
  isJson: boolean,
  pages: AsyncIterable<Item[]>,
  columns: readonly Column<Item>[],
): Promise<void> {
  let widths: readonly number[] | null = null;
  let isFirst = true;
  for await (const page of pages) {
    if (isJson) {
      for (const item of page) {
        await terminal.write(`${isFirst ? '[' : ','}\n${jsonText(item)}`);
        isFirst = false;
      }
      continue;
    }
    const rows = page.map((item) => columns.map(({ cell }) => cell(item)));
    const headings = columns.map(({ heading }) => heading);
    const table = tableText(widths === null ? [headings, ...rows] : rows, widths);
    // Later pages keep the columns of the first, as nobody knows how wide they will be.
    widths = table.widths;
    await terminal.write(table.text);
  }
  if (isJson) await terminal.write(isFirst ? '[]\n' : '\n]\n');
}
