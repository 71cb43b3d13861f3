/**
 * The forms in which a secret stands in octets or in a text: as it is, in capitals, in hexadecimal, percent-encoded, or in base64 with
 * anything before and behind it. Empty when it is not there.
 */
export function findSecret(place: Buffer | string, secret: string): string[] {
  const octets = Buffer.isBuffer(place) ? place : Buffer.from(place);
  const text = octets.toString('latin1').toLowerCase();
  // A line break within base64 hides nothing.
  const joined = text.replace(/\s+/g, '');
  return formsOf(secret).filter((form) => {
    const wanted = Buffer.from(form).toString('latin1').toLowerCase();
    return text.includes(wanted) || joined.includes(wanted);
  });
}

function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret);
  return [secret, octets.toString('hex'), encodeURIComponent(secret), ...[0, 1, 2].map(base64At)];

  /** What stays the same whatever stands around it. */
  function base64At(shift: number): string {
    const whole = Buffer.concat([Buffer.alloc(shift), octets]);
    const first = Math.ceil((shift * 8) / 6);
    return whole.toString('base64').slice(first, Math.floor((whole.length * 8) / 6));
  }
}
