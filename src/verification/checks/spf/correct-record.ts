import { isIP } from 'node:net';
import { isSpfRecord, parseSpfRecord } from '../../spf/parse-spf-record.js';
import { parseTerm } from '../../spf/parse-term.js';
import { onceForRecord } from '../../spf/spf-record.js';
import { recordWith, textsOf } from './edit-record.js';

/** A text longer than that is no slip. In octets. */
export const maxRecordLength = 4_096;
/** No record with more terms than that is written by hand either. */
export const maxRecordTerms = 300;

/** The record as it was meant, when each broken term is an obvious slip; otherwise null. */
export const correctedRecord = onceForRecord((record): string | null => {
  const words = joinedWords(textsOf(record).flatMap(splitWord));
  const corrected: string[] = [];
  for (const word of words) {
    const term = isUnreadable(word) ? correctedTerm(word) : word;
    if (term === null) return null;
    corrected.push(...term.split(' ').filter((part) => part !== ''));
  }
  const text = recordWith(corrected);
  return textsOf(parseSpfRecord(text)).some(isUnreadable) ? null : text;
});

/** A text that would be a record if it began exactly as records do, as that record; null for other texts. */
export function recordMeantBy(text: string): string | null {
  if (text.length > maxRecordLength || isSpfRecord(text)) return null;
  const bare = text.replace(/["'\\]/g, '').trim();
  const [, rest] = /^v\s*=\s*spf ?1?[\s;,:.]*(.*)$/is.exec(bare) ?? [];
  return rest === undefined ? null : correctedRecord(parseSpfRecord(`v=spf1 ${rest}`));
}

/** One term as it was meant; null when that is not obvious. */
export function correctedTerm(text: string): string | null {
  const bare = text.replace(/["'\\]/g, '').replace(/^[;,]+|[;,.:]+$/g, '');
  const guesses = [bare, bare.replace(/\/0+(?=\d)/, '/'), ...respelt(bare), ...networkTerms(bare)];
  return guesses.find((guess) => guess === '' || !isUnreadable(guess)) ?? null;
}

function isUnreadable(text: string): boolean {
  return parseTerm(text).kind === 'broken';
}

/** White space of other kinds than the space, commas and semicolons separate terms for the eye only. */
function splitWord(word: string): string[] {
  if (!isUnreadable(word)) return [word];
  const parts = word.split(/[\t\r\n\v\f\0;,]+|\xc2?\xa0|\xe2\x80[\x80-\x8b]|\xef\xbb\xbf/);
  return parts.filter((part) => part !== '');
}

/** `include: name` and `- all` are one term with a space in it. */
function joinedWords(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    const isContinued = last !== undefined && /^([-+~?]|[-+~?]?[a-z0-9]+[:=])$/i.test(last);
    if (isContinued && isUnreadable(last)) joined.splice(-1, 1, last + word);
    else joined.push(word);
  }
  return joined;
}

const names = ['include', 'exists', 'ip4', 'ip6', 'all', 'ptr', 'mx', 'a'];

function respelt(text: string): string[] {
  const [, sign = '', name = '', separator = '', value = ''] =
    /^([-+~?]?)([a-z0-9]+)([:=]?)(.*)$/i.exec(text) ?? [];
  if (/^redirect$/i.test(name)) return [`redirect=${value}`];
  const known = names.filter((each) => each.length > 2 && isNear(name.toLowerCase(), each));
  return known.map((each) => sign + each + separator.replace('=', ':') + value);
}

/** An address says itself which of the two terms it belongs to. */
function networkTerms(text: string): string[] {
  const [, sign = '', value = ''] =
    /^([-+~?]?)(?:ip|ip4|ip6|ipv4|ipv6|include|a|mx)?[:=]?(.*)$/i.exec(text) ?? [];
  const version = isIP(value.split('/')[0] ?? '');
  return version === 0 ? [] : [`${sign}ip${version}:${value}`];
}

/** Whether one letter is wrong, missing or too many, or two are swapped. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let at = 0;
  while (one[at] === other[at]) at++;
  const rests = [one.slice(at), other.slice(at)] as const;
  const swapped = (rests[0][1] ?? '') + (rests[0][0] ?? '') + rests[0].slice(2);
  return (
    swapped === rests[1] ||
    rests[0].slice(1) === rests[1].slice(1) ||
    rests[0].slice(1) === rests[1] ||
    rests[0] === rests[1].slice(1)
  );
}
