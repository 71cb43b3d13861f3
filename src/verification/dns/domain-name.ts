const maxLabelOctets = 63;
/** With the length before each label and the empty label of the root. */
const maxWireOctets = 255;

/**
 * Stands for a dot inside a label, which is legal and which nobody means: whoever splits or compares texts never takes
 * it for the end of a label. It is of no character set, so it can be nothing else.
 */
const dotInLabel = '\uF02E';

/** One label as text, each character one octet. */
export function labelText(octets: string): string {
  return octets.replaceAll('.', dotInLabel);
}

/**
 * A name as it is sent; null for one that cannot exist, because it or a label of it is too long or empty.
 * @param name each character stands for one octet
 */
export function wireNameFrom(name: string): Buffer | null {
  if (/[^\0-\xFF\uF02E]/.test(name)) return null;
  const relative = withoutLastDot(name);
  const labels = relative === '' ? [] : relative.split('.');
  if (labels.some((label) => label.length === 0 || label.length > maxLabelOctets)) return null;
  const octets = labels.flatMap((label) => [
    Buffer.of(label.length),
    Buffer.from(label.replaceAll(dotInLabel, '.'), 'latin1'),
  ]);
  const wire = Buffer.concat([...octets, Buffer.of(0)]);
  return wire.length > maxWireOctets ? null : wire;
}

/** Equal for names that DNS holds to be the same: letters of ASCII alone have no case (RFC 4343). */
export function nameKey(name: string): string {
  return withoutLastDot(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function withoutLastDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
