/** The eight numbers of an IPv6 address without a zone. */
export function ipv6Groups(address: string): number[] {
  // A URL has each address in one form: no dotted end, zeros left out once.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  if (tail === undefined) return numbers(head);
  const zeros = Array<number>(8 - numbers(head).length - numbers(tail).length).fill(0);
  return [...numbers(head), ...zeros, ...numbers(tail)];
}
