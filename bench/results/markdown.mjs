/** A table; the first column holds words, the others numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** The middle of the rounds, with the least and the greatest behind it. */
export function spread({ min, median, max }, write = whole) {
  return `**${write(median)}** (${write(min)} – ${write(max)})`;
}

export const whole = (number) => Math.round(number).toLocaleString('en');
export const tenths = (number) => number.toFixed(1);
export const times = (number) => `${number.toFixed(2)} ×`;
