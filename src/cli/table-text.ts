import { printable } from './printable.js';

const widest = 60;

/** Rows under their headings, in columns of equal width. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => printable(cell, widest)));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column]))));
  return cells.map((row) => `${lineOf(row, widths)}\n`).join('');
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
    .join('  ')
    .trimEnd();
}

function lengthOf(cell = ''): number {
  return [...cell].length;
}
