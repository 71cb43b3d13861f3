import { type DmarcTag, isReportUri, isValidValue, trimmed, withoutSizeLimit } from './dmarc-tags.js';

/** Whether somebody meant a DMARC record, whatever is wrong with it. In one pass, as texts may be long. */
export function isMeantAsDmarc(text: string): boolean {
  const [first = '', second = ''] = text.split(/\W+/, 4).filter((word) => word !== '');
  return (
    /^dmarc(\d|$)/i.test(/^v$/i.test(first) ? second : first) ||
    /\bv\s*=\s*dmarc1\b/i.test(text) ||
    /(^|[;\s])s?p\s*=\s*(none|quarantine|reject)\b/i.test(text)
  );
}

const tagStart = /(?<=^|[;\s,"'\\])(v|p|sp|np|adkim|aspf|rua|ruf|fo|t|psd|pct)\s*[=:]\s*/gi;

/**
 * The record that somebody meant, with whatever receivers can make use of: tags in order, semicolons between them, no tag
 * twice, addresses as `mailto:`. Without a policy that can be guessed it is `p=none`, which has nothing refused.
 */
export function correctedText(text: string): string {
  const meant = new Map<string, string>();
  const starts = [...text.matchAll(tagStart)];
  starts.forEach((start, index) => {
    const name = start[1]?.toLowerCase() ?? '';
    const end = starts[index + 1]?.index ?? text.length;
    const [rest = ''] = text.slice(start.index + start[0].length, end).split(';');
    const value = correctedValue(name, trimmed(rest, ' \t\r\n"\'\\,'));
    if (value !== null && !meant.has(name)) meant.set(name, value);
  });
  const { p = 'none', t = meant.get('pct') === '0' ? 'y' : null } = Object.fromEntries(meant);
  const others = [...meant].filter(([name]) => !['v', 'p', 't', 'pct'].includes(name));
  return joined([['p', p], ...others, ...(t === null ? [] : [['t', t] as const])]);
}

/** Null when nothing can be made of it. */
function correctedValue(name: string, value: string): string | null {
  const lowerCase = value.toLowerCase();
  switch (name) {
    case 'p':
    case 'sp':
    case 'np':
      return (
        ['none', 'quarantine', 'reject'].find((policy) => lowerCase.startsWith(policy.slice(0, 4))) ?? null
      );
    case 'adkim':
    case 'aspf':
      return /^(r|s)\b|^(?:relaxed|strict)\b/.test(lowerCase) ? lowerCase.slice(0, 1) : null;
    case 'rua':
    case 'ruf':
      return (
        value
          .split(/[\s,]+/)
          .flatMap(correctedUri)
          .join(',') || null
      );
    case 'pct':
      return /^0+$/.test(value) ? '0' : null;
    default:
      return isValidValue[name]?.(lowerCase) ? lowerCase : null;
  }
}

function correctedUri(uri: string): string[] {
  const plain = withoutSizeLimit(uri);
  if (isReportUri(plain)) return [plain];
  const address = `mailto:${plain}`;
  return plain.includes('@') && isReportUri(address) ? [address] : [];
}

/** The record without some of its tags, and otherwise as it is. */
export function textWithout(tags: readonly DmarcTag[], names: readonly string[]): string {
  const kept = tags.slice(1).filter(({ name }) => name !== '' && !names.includes(name));
  return joined(kept.map(({ name, value }) => [name, value]));
}

/**
 * The record as RFC 9989 would have it. Who said that a policy holds for no message at all, by `pct=0`, says that with
 * `t=y` now.
 */
export function textWithoutObsolete(tags: readonly DmarcTag[], obsolete: readonly string[]): string {
  const kept = tags
    .slice(1)
    .filter(({ name }) => name !== '' && !obsolete.includes(name))
    .map(
      ({ name, value }) =>
        [name, name === 'rua' || name === 'ruf' ? withoutSizeLimits(value) : value] as const,
    );
  const isOff = tags.some(({ name, value }) => name === 'pct' && /^0+$/.test(value));
  const hasTest = kept.some(([name]) => name === 't');
  return joined(isOff && !hasTest ? [...kept, ['t', 'y']] : kept);
}

function withoutSizeLimits(value: string): string {
  return value
    .split(',')
    .map((uri) => withoutSizeLimit(uri.trim()))
    .join(',');
}

function joined(tags: readonly (readonly [name: string, value: string])[]): string {
  return [['v', 'DMARC1'], ...tags].map(([name, value]) => `${name}=${value}`).join('; ');
}
