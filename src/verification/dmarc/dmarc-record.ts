import { DmarcPolicy } from './dmarc-forecast.js';
import {
  type DmarcTag,
  isReportUri,
  isValidValue,
  obsoleteTags,
  policyTags,
  tagsOf,
  urisOf,
  withoutSizeLimit,
} from './dmarc-tags.js';

/** A DMARC policy record (RFC 9989, section 4.7), with what it says when it says nothing. */
export interface DmarcRecord {
  text: string;
  tags: readonly DmarcTag[];
  /** Null without a policy that counts. */
  policies: DmarcPolicies | null;
  /** Whether `p`, or an `sp` or `np`, is not as it has to be; then `policies` is what section 4.10.1 makes of that. */
  hasInvalidPolicy: boolean;
  isDkimStrict: boolean;
  isSpfStrict: boolean;
  isTesting: boolean;
  /** Whether its domain is a public suffix, or an organizational domain for certain; null when it does not say. */
  isPublicSuffix: boolean | null;
  /** Where reports are to go, as URIs. */
  reportUris: readonly string[];
  /** Parts that receivers ignore although they were meant to say something. */
  ignored: readonly string[];
  unknown: readonly string[];
  obsolete: readonly string[];
}

export interface DmarcPolicies {
  p: DmarcPolicy;
  sp: DmarcPolicy | null;
  np: DmarcPolicy | null;
}

/** `v` in either letter case, `DMARC1` in capitals only, and then a semicolon or the end. */
const version = /^[ \t]*v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;

/** Whether a text says that it is a DMARC record; all others at the name are no concern of DMARC. */
export function isDmarcText(text: string): boolean {
  return version.test(text.replace(/^([ \t]*)V/, '$1v'));
}

/**
 * Reads a record. Null for what is none: the version is not first or not `DMARC1`, or a tag stands twice, by which
 * RFC 6376, section 3.2, makes the whole list invalid.
 */
export function parseDmarcRecord(text: string): DmarcRecord | null {
  const tags = tagsOf(text);
  const named = tags.slice(1).filter(({ name }) => name !== '');
  const values = new Map(named.map(({ name, value }) => [name, value]));
  if (!isDmarcText(text) || values.has('v') || values.size < named.length) return null;

  const valid = (name: string) => {
    const value = values.get(name);
    return value !== undefined && isValidValue[name]?.(value) ? value.toLowerCase() : null;
  };
  const policy = (name: string) => policyOf(valid(name));
  const reportUris = ['rua', 'ruf'].flatMap((name) => validUris(values.get(name)));
  const p = policy('p');
  const hasInvalidPolicy =
    p === null || ['sp', 'np'].some((name) => values.has(name) && policy(name) === null);
  const otherwise = validUris(values.get('rua')).length > 0 ? onlyReports : null;
  return {
    text,
    tags,
    policies: p === null || hasInvalidPolicy ? otherwise : { p, sp: policy('sp'), np: policy('np') },
    hasInvalidPolicy,
    isDkimStrict: valid('adkim') === 's',
    isSpfStrict: valid('aspf') === 's',
    isTesting: valid('t') === 'y',
    isPublicSuffix: { y: true, n: false }[valid('psd') ?? ''] ?? null,
    reportUris,
    ...oddities(text, tags),
  };
}

/** Who asks for reports and not for a policy gets the reports. */
const onlyReports: DmarcPolicies = { p: DmarcPolicy.NONE, sp: null, np: null };

function policyOf(value: string | null): DmarcPolicy | null {
  const policies = { none: DmarcPolicy.NONE, quarantine: DmarcPolicy.QUARANTINE, reject: DmarcPolicy.REJECT };
  return policies[value as keyof typeof policies] ?? null;
}

function validUris(value: string | undefined): string[] {
  return value === undefined ? [] : urisOf(value).filter(isReportUri).map(withoutSizeLimit);
}

function oddities(text: string, tags: readonly DmarcTag[]) {
  const others = tags.slice(1);
  const isKnown = (name: string) => Object.hasOwn(isValidValue, name);
  const isObsolete = ({ name }: DmarcTag) => obsoleteTags.includes(name);
  const isIgnored = ({ name, value }: DmarcTag) => {
    if (policyTags.includes(name)) return false;
    return isKnown(name) ? !isValidValue[name]?.(value) : name === '' || isKnown(name.toLowerCase());
  };
  const isUnknown = ({ name }: DmarcTag) =>
    name !== '' && !isKnown(name.toLowerCase()) && !obsoleteTags.includes(name);
  const sizeLimitsOf = ({ name, value }: DmarcTag) =>
    ['rua', 'ruf'].includes(name)
      ? urisOf(value)
          .map((uri) => uri.slice(withoutSizeLimit(uri).length))
          .filter((limit) => limit !== '')
      : [];
  const textsOf = (wanted: (tag: DmarcTag) => boolean) => others.filter(wanted).map((tag) => tag.text);
  return {
    ignored: [...(/^[ \t]/.test(text) ? ['the space before v=DMARC1'] : []), ...textsOf(isIgnored)],
    unknown: textsOf(isUnknown),
    obsolete: [...textsOf(isObsolete), ...others.flatMap(sizeLimitsOf)],
  };
}
