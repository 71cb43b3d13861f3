import { SpfSyntaxError } from './spf-syntax-error.js';

/** A name in a record, with macros that a receiver replaces (RFC 7208, section 7). */
export interface DomainSpec {
  text: string;
  parts: readonly (string | SpfMacro)[];
}

/** Such as `%{ir}` or `%{l1r+-}`. */
export interface SpfMacro {
  /** In small letters. */
  letter: string;
  /** The letter was a capital: what is special in a URL is to be escaped. */
  isEscaped: boolean;
  /** How many parts, from the right, are to be kept; null for all. */
  keptParts: number | null;
  isReversed: boolean;
  /** What the value is split at; null for the dot. */
  delimiters: string | null;
}

const macroPattern = /%\{([A-Za-z])(\d*)(r?)([.\-+,/_=]*)\}/iy;
const literals: Readonly<Record<string, string>> = { '%%': '%', '%_': ' ', '%-': '%20' };
/** `c`, `r` and `t` mean something in explanations only (RFC 7208, section 7.2). */
const lettersOfNames = 'slodiphv';
const allLetters = `${lettersOfNames}crt`;

/** The name that a term has after `:` or `=`; it ends in a top-level label or a macro. @throws SpfSyntaxError */
export function parseDomainSpec(text: string): DomainSpec {
  if (text === '') throw new SpfSyntaxError('names no domain');
  const spec = parseMacros(text, lettersOfNames);
  if (!endsInMacro(text) && !endsInTopLabel(text)) {
    throw new SpfSyntaxError(`has \`${text}\` where the name of a domain ought to stand`);
  }
  return spec;
}

/** The value of a modifier that nobody knows, which need not be a name. @throws SpfSyntaxError */
export function parseMacroString(text: string): DomainSpec {
  return parseMacros(text, allLetters);
}

export function hasMacro({ parts }: DomainSpec, letters: string): boolean {
  return parts.some((part) => typeof part !== 'string' && letters.includes(part.letter));
}

function parseMacros(text: string, letters: string): DomainSpec {
  const parts: (string | SpfMacro)[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] !== '%') {
      const next = text.indexOf('%', at);
      const end = next < 0 ? text.length : next;
      parts.push(text.slice(at, end));
      at = end;
      continue;
    }
    const literal = literals[text.slice(at, at + 2)];
    if (literal !== undefined) {
      parts.push(literal);
      at += 2;
      continue;
    }
    macroPattern.lastIndex = at;
    const match = macroPattern.exec(text);
    if (match === null) throw new SpfSyntaxError('has a `%` that begins no macro');
    parts.push(macroOf(match, letters));
    at = macroPattern.lastIndex;
  }
  return { text, parts };
}

function macroOf(
  [whole, given = '', digits = '', reversed, delimiters]: RegExpExecArray,
  letters: string,
): SpfMacro {
  const letter = given.toLowerCase();
  if (!letters.includes(letter))
    throw new SpfSyntaxError(`has \`${whole}\`, and no such macro is known here`);
  if (digits !== '' && Number(digits) === 0)
    throw new SpfSyntaxError(`has \`${whole}\`, which keeps nothing`);
  return {
    letter,
    isEscaped: given !== letter,
    keptParts: digits === '' ? null : Number(digits),
    isReversed: reversed !== '',
    delimiters: delimiters || null,
  };
}

function endsInMacro(text: string): boolean {
  return /%(\{[^{}]*\}|[%_-])$/.test(text);
}

/** Letters, digits and hyphens, not digits alone, and a dot before it. */
function endsInTopLabel(text: string): boolean {
  const label = /\.([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.?$/i.exec(text)?.[1];
  return label !== undefined && !/^\d+$/.test(label);
}
