/** In which programs write text: the name of each form, and the text in it. Of base64, what stays the same inside of something longer. */
export function formsOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const address = encodeURIComponent(secret);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const forms = {
    'as it is': secret,
    'in JSON': inJson(secret),
    'in JSON in JSON': inJson(inJson(secret)),
    'in an address': address,
    'in an address, in small letters': inSmallLetters(address),
    'in a form': form,
    'in a form, in small letters': inSmallLetters(form),
    'in XML': inXml(secret),
    'in hexadecimal': bytes.toString('hex'),
    'in hexadecimal, in capital letters': bytes.toString('hex').toUpperCase(),
  };
  return { ...forms, ...inBase64(bytes) };
}

/** Wherever it begins: as it is, and after one or two octets more than a group of three. */
function inBase64(bytes: Buffer): Record<string, string> {
  const forms = [0, 1, 2].flatMap((octets) => {
    const whole = Buffer.concat([Buffer.alloc(octets), bytes]);
    const text = (encoding: 'base64' | 'base64url') =>
      whole.toString(encoding).slice(Math.ceil((octets * 4) / 3), Math.floor((whole.length * 4) / 3));
    return [
      [`in base64 after ${octets}`, text('base64')],
      [`in base64 for addresses after ${octets}`, text('base64url')],
    ];
  });
  return Object.fromEntries(forms);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function inSmallLetters(address: string): string {
  return address.replace(/%[\dA-F]{2}/g, (octet) => octet.toLowerCase());
}
