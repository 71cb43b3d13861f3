import { printable } from './printable.js';

const widestCell = 60;

/** Rows in columns that are as wide as told, or else as wide as they need. */
export function tableText(
  rows: readonly (readonly string[])[],
  given: readonly number[] | null = null,
  widest = widestCell,
): { text: string; widths: readonly number[] } {
  const cells = rows.map((row) => row.map((cell) => printable(cell, widest)));
  const widths =
    given ?? (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column]))));
  return { text: cells.map((row) => `${lineOf(row, widths)}\n`).join(''), widths };
}

/** A line for each fact about one thing. */
export function factsText(facts: readonly (readonly [label: string, value: string])[]): string {
  const widest = Math.max(...facts.map(([label]) => label.length));
  return facts
    .map(([label, value]) => `${label.padEnd(widest)}  ${printable(value)}`.trimEnd())
    .join('\n')
    .concat('\n');
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
    .join('  ')
    .trimEnd();
}

function lengthOf(cell = ''): number {
  return [...cell].length;
}
