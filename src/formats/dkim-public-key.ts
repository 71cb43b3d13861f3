/** In characters, as it is sent: a whole record around a key of 16,384 bits is shorter. */
export const maxPublicKeyLength = 8_192;

/**
 * The key of a DKIM record as it stands after `p=`: base64 without blanks. People have it in several forms, all of which
 * are taken: that base64, broken into lines or not; the text of a PEM file; a whole record, also as a zone file has it,
 * in quoted strings. Null when there is no key in it.
 */
export function dkimPublicKeyFrom(text: string): string | null {
  const bare = withoutBlanks(text);
  if (isBase64(bare)) return bare;
  const [, inPem] = /^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----([^-]*)-----END/.exec(text) ?? [];
  const [, inRecord] = /(?:^|[\s;"(])p\s*=([\w+/=\s"]*)/.exec(text) ?? [];
  const key = withoutBlanks((inPem ?? inRecord ?? '').replaceAll('"', ''));
  return isBase64(key) ? key : null;
}

/** What is wrong with a text that is to have a public key, as a sentence that does not repeat it; null when it has one. */
export function dkimPublicKeyProblem(text: string): string | null {
  if (/PRIVATE KEY-----/.test(text))
    return 'This is a private key, which nobody else should see. Give the public one: what stands after p= in the DKIM record.';
  return dkimPublicKeyFrom(text) === null
    ? 'This must be a public key in base64, as it stands after p= in the DKIM record; the whole record, or the text of a PEM file, will do too.'
    : null;
}

function withoutBlanks(text: string): string {
  return text.replace(/\s/g, '');
}

/** With or without the signs that fill it up at its end. */
function isBase64(text: string): boolean {
  const [, digits = ''] = /^([A-Za-z\d+/]+)={0,2}$/.exec(text) ?? [];
  return digits.length > 0 && digits.length % 4 !== 1;
}
