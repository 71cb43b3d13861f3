/** A part of a record between two semicolons, without the space around it. */
export interface DmarcTag {
  /** As it is written: letter case counts. Empty when the part is no tag at all. */
  name: string;
  value: string;
  text: string;
}

/**
 * The tags of a record, in order; empty parts are left out. Space may stand around names, values and semicolons, with the
 * line breaks that RFC 6376, section 3.2, allows.
 */
export function tagsOf(text: string): DmarcTag[] {
  return text
    .split(';')
    .map(trim)
    .filter((part) => part !== '')
    .map((part) => {
      const [, name = '', value = ''] = /^([A-Za-z]+)[ \t\r\n]*=(.*)$/s.exec(part) ?? [];
      return { name, value: trim(value), text: part };
    });
}

/** What a tag of RFC 9989, section 4.7, may hold. Literals of its grammar are the same in either letter case. */
export const isValidValue: Readonly<Record<string, (value: string) => boolean>> = {
  v: (value) => value === 'DMARC1',
  p: isPolicy,
  sp: isPolicy,
  np: isPolicy,
  adkim: (value) => /^[rs]$/i.test(value),
  aspf: (value) => /^[rs]$/i.test(value),
  t: (value) => /^[yn]$/i.test(value),
  psd: (value) => /^[ynu]$/i.test(value),
  // The grammar knows fewer combinations than the text, and everybody publishes more.
  fo: (value) => /^[01ds](\s*:\s*[01ds])*$/i.test(value),
  rua: (value) => urisOf(value).every(isReportUri),
  ruf: (value) => urisOf(value).every(isReportUri),
};

/** Of RFC 7489, and without a meaning since RFC 9989. */
export const obsoleteTags: readonly string[] = ['pct', 'rf', 'ri'];

export const policyTags: readonly string[] = ['p', 'sp', 'np'];

function isPolicy(value: string): boolean {
  return /^(none|quarantine|reject)$/i.test(value);
}

export function urisOf(value: string): string[] {
  return value.split(',').map(trim);
}

/** The limit of size that RFC 7489 allowed at the end of an address, such as `!10m`. */
const sizeLimit = /![0-9]+[kmgt]?$/i;

export function withoutSizeLimit(uri: string): string {
  return uri.replace(sizeLimit, '');
}

/** Whether a URI stands there (RFC 3986), in which commas and exclamation marks are encoded. */
export function isReportUri(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:[a-z0-9\-._~:/?#[\]@$&'()*+=]|%[0-9a-f]{2})+$/i.test(withoutSizeLimit(uri));
}

function trim(text: string): string {
  return trimmed(text, ' \t\r\n');
}

/** Without certain characters at both ends. In one pass, as texts may be long and nothing but space. */
export function trimmed(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
