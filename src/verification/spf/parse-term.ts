import { isIP } from 'node:net';
import { type DomainSpec, parseDomainSpec, parseMacroString } from './domain-spec.js';
import type { SpfMechanism, SpfModifier, SpfQualifier, SpfTerm } from './spf-record.js';
import { SpfSyntaxError } from './spf-syntax-error.js';

/** Reads one term of a record by the grammar of RFC 7208, section 12. What cannot be read becomes a broken term. */
export function parseTerm(text: string): SpfTerm {
  try {
    if (/[^\x21-\x7e]/.test(text))
      throw new SpfSyntaxError('has an octet that is no printable ASCII character');
    const modifier = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(text);
    return modifier ? modifierOf(text, modifier) : mechanismOf(text);
  } catch (error) {
    if (error instanceof SpfSyntaxError) return { kind: 'broken', text, reason: error.message };
    throw error;
  }
}

function modifierOf(text: string, [, given = '', value = '']: RegExpExecArray): SpfModifier {
  const name = given.toLowerCase();
  const parse = name === 'redirect' || name === 'exp' ? parseDomainSpec : parseMacroString;
  return { kind: 'modifier', text, name, value: parse(value) };
}

function mechanismOf(text: string): SpfMechanism {
  const [, sign = '', given = '', rest = ''] = /^([-+~?]?)([^:/]*)(.*)$/.exec(text) ?? [];
  const name = given.toLowerCase();
  const head = { kind: 'mechanism', text, qualifier: (sign || '+') as SpfQualifier } as const;
  switch (name) {
    case 'all':
      if (rest !== '') throw new SpfSyntaxError('has something after `all`, which stands alone');
      return { ...head, name };
    case 'include':
    case 'exists':
      return { ...head, name, target: requiredName(rest) };
    case 'ptr':
      return { ...head, name, target: rest === '' ? null : requiredName(rest) };
    case 'a':
    case 'mx':
      return { ...head, name, ...hostsOf(rest) };
    case 'ip4':
      return { ...head, name, ...networkOf(rest, 4, 32) };
    case 'ip6':
      return { ...head, name, ...networkOf(rest, 6, 128) };
    default:
      throw new SpfSyntaxError(`is none of the terms that SPF knows`);
  }
}

function requiredName(rest: string): DomainSpec {
  if (!rest.startsWith(':')) throw new SpfSyntaxError('needs a colon and the name of a domain');
  return parseDomainSpec(rest.slice(1));
}

/** `[:name][/length][//length]`. A name may hold slashes itself, so the lengths are looked for at the end. */
function hostsOf(rest: string) {
  const [, name, four, six] = /^(:.*?)?(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(rest) ?? [];
  if (name === undefined && four === undefined && six === undefined && rest !== '') {
    throw new SpfSyntaxError('has something after it that is neither a name nor the length of a network');
  }
  return {
    target: name === undefined ? null : parseDomainSpec(name.slice(1)),
    prefixLength4: prefixLengthOf(four, 32),
    prefixLength6: prefixLengthOf(six, 128),
  };
}

function networkOf(rest: string, version: 4 | 6, max: number) {
  const [, network = '', length] = /^:([^/]*)(?:\/(.*))?$/.exec(rest) ?? [];
  if (network.includes('%') || isIP(network) !== version) {
    throw new SpfSyntaxError(`needs a colon and an IPv${version} address`);
  }
  return { network, prefixLength: prefixLengthOf(length, max) };
}

function prefixLengthOf(text: string | undefined, max: number): number {
  if (text === undefined) return max;
  if (!/^(0|[1-9]\d{0,2})$/.test(text) || Number(text) > max) {
    throw new SpfSyntaxError(`has \`/${text}\` where a number from 0 to ${max} ought to stand`);
  }
  return Number(text);
}
