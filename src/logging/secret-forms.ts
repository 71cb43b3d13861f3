/** In characters. What is shorter is part of too many words, and of numbers. */
const minLength = 4;
const minEncodedLength = 6;

/** How a secret may stand in a text: as it is, and as JSON, addresses, forms, base64 and hexadecimal write it. */
export function formsOfSecret(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // JSON in JSON in a line of JSON is as deep as it gets, such as a body that an error quotes.
  const json = [inJson(secret), inJson(inJson(secret)), inJson(inJson(inJson(secret)))];
  const plain = [secret, ...json, ...formsInAddresses(secret)];
  const encoded = formsOfBytes(bytes);
  return [...new Set([...plain.filter(({ length }) => length >= minLength), ...encoded])];
}

/** How octets may stand in a text: in hexadecimal and in base64, there also in the middle of something longer. */
export function formsOfBytes(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    // What depends on the octets before and after is left out.
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((shifted.length * 8) / 6);
    return [shifted.toString('base64'), shifted.toString('base64url')].map((text) => text.slice(from, to));
  });
  const forms = [hex, hex.toUpperCase(), ...base64];
  return [...new Set(forms)].filter(({ length }) => length >= minEncodedLength);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function formsInAddresses(text: string): string[] {
  // Half of a surrogate pair has no form.
  if (!text.isWellFormed()) return [];
  const encoded = encodeURIComponent(text);
  const inForm = new URLSearchParams({ '': text }).toString().slice(1);
  const lowerCase = (address: string) => address.replace(/%[\dA-F]{2}/g, (octet) => octet.toLowerCase());
  return [encoded, inForm].flatMap((address) => [address, lowerCase(address)]);
}
