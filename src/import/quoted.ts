/** A name on one line of a terminal, whatever it is made of. */
export function quoted(name: string): string {
  const printable = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return `"${printable.length > 80 ? `${printable.slice(0, 80)}...` : printable}"`;
}
