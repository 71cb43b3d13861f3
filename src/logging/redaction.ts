import { formsOfBytes, formsOfSecret } from './secret-forms.js';
import { TextSearch } from './text-search.js';

const mark = '[redacted]';

/** Names whose values are never shown, whatever they are. */
const secretName = /(?:password|secret|token|authorization|cookie|api[-_]?key)$/i;
/** By which such a name is found in a line, and what may hold a credential, in the cases in which they are written. */
const traces = [
  ...[
    'assword',
    'ASSWORD',
    'ecret',
    'ECRET',
    'oken',
    'OKEN',
    'uthorization',
    'UTHORIZATION',
    'ookie',
    'OOKIE',
  ],
  // With the colon, because ADMIN_API_KEY is also what a key is called in the line of each of its requests.
  ...['pikey":', 'piKey":', 'APIKey":', 'pi-key":', 'pi_key":', 'API_KEY":', 'API-KEY":', 'pi-Key":'],
  ...['dgk_', 'dgs_', '://'],
  ...['earer ', 'EARER '],
];

/** What looks like a credential. Bounded, so that a long text costs no more than its length. */
const credentials: readonly [RegExp, string][] = [
  [/dg[ks]_[\w-]{6,}/g, mark],
  [/\b(bearer)\s+[^\s"',;\\]{8,}/gi, `$1 ${mark}`],
  // User name and password in an address, up to the last @ before its path; not the words that messages show the form by.
  [/(:\/\/)(?!user:password@)[^\s/?#"]{1,1000}@/g, `$1${mark}@`],
];

/**
 * Keeps secrets out of the log: values that are known to be secret, in every form in which programs write text, what looks
 * like a credential of ours, and whatever has the name of a secret. A line without any, which is every line that the gateway
 * means to write, is looked through once and left as it is. pino's own redaction takes names at given depths alone, and with
 * two levels of them a line took twenty times as long.
 */
export class Redaction {
  readonly #search = new TextSearch();
  #forms = new Set<string>();
  #known = nothing;

  /** @param secrets as in {@link hide} */
  constructor(secrets: Iterable<string | Buffer> = []) {
    this.#search.add(traces);
    this.hide(secrets);
  }

  /** Looks from now on also for these. What is shorter than four characters is not looked for. */
  hide(secrets: Iterable<string | Buffer>): void {
    for (const secret of secrets) {
      const forms = typeof secret === 'string' ? formsOfSecret(secret) : formsOfBytes(secret);
      const added = forms.filter((form) => !this.#forms.has(form));
      for (const form of added) this.#forms.add(form);
      this.#search.add(added);
    }
    // Longest first: one form may begin another.
    const forms = [...this.#forms].sort((a, b) => b.length - a.length);
    this.#known = forms.length === 0 ? nothing : new RegExp(forms.map(escaped).join('|'), 'g');
  }

  /** A line of the log, which is an object in JSON, without what is secret in it. */
  readonly line = (line: string): string => {
    if (!this.#search.findsAnyIn(line)) return line;
    try {
      return `${JSON.stringify(this.#redacted(JSON.parse(line)))}\n`;
    } catch {
      return `${JSON.stringify({ level: 40, time: new Date(), msg: this.text(line) })}\n`;
    }
  };

  /** A text for people, without what is secret in it. */
  text(text: string): string {
    if (!this.#search.findsAnyIn(text)) return text;
    const unknown = text.replace(this.#known, mark);
    return credentials.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), unknown);
  }

  #redacted(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : mark;
    if (Array.isArray(value)) return value.map((one) => this.#redacted(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [this.text(name), this.#redactedField(name, field)]),
    );
  }

  #redactedField(name: string, value: unknown): unknown {
    const tellsNothing = value === null || typeof value === 'boolean';
    return secretName.test(name) && !tellsNothing ? mark : this.#redacted(value);
  }
}

const nothing = /$^/g;

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
