/** Text from elsewhere on one line of a terminal, which no control character in it may steer. */
export function printable(text: string, longest = 300): string {
  const characters = [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')];
  return characters.length > longest ? `${characters.slice(0, longest).join('')}...` : characters.join('');
}
