import { randomBytes } from 'node:crypto';
import { formsOf } from '../support/secret-forms.js';

interface Canary {
  kind: string;
  secret: string;
}

/**
 * Secrets that are given to a gateway, each of them once and in one way, and all that comes out of it. At the end the one is
 * searched for the other.
 */
export class Canaries {
  private readonly planted: Canary[] = [];
  private readonly kept: { place: string; text: string }[] = [];

  /** A secret with characters that JSON, XML, addresses and base64 write differently. */
  plant(kind: string): string {
    return this.guard(kind, `Cn"&<+/ ${randomBytes(9).toString('base64url')}é?`);
  }

  /** The same of letters, digits and _ alone, for places that take no other. */
  plantWord(kind: string): string {
    return this.guard(kind, `Cn_${randomBytes(12).toString('hex')}`);
  }

  /** A secret that was made elsewhere. */
  guard(kind: string, secret: string): string {
    this.planted.push({ kind, secret });
    return secret;
  }

  /** Keeps what came out. Octets are read as texts of several kinds. */
  keep(place: string, out: string | Buffer): void {
    const texts = typeof out === 'string' ? [out] : [out.toString('latin1'), out.toString('utf8')];
    for (const text of texts) this.kept.push({ place, text });
  }

  get count(): number {
    return this.planted.length;
  }

  /** From where something was kept. */
  places(): string[] {
    return [...new Set(this.kept.map(({ place }) => place))];
  }

  /** Where a secret stands that is not to be there, which, and how it is written. */
  leaks(): string[] {
    const found = this.planted.flatMap(({ kind, secret }) =>
      Object.entries(distinct(formsOf(secret))).flatMap(([form, text]) =>
        this.kept.filter((one) => one.text.includes(text)).map(({ place }) => `${place} has ${kind} ${form}`),
      ),
    );
    return [...new Set(found)];
  }
}

/** Of forms that are the same for a secret, the first. */
function distinct(forms: Record<string, string>): Record<string, string> {
  const byText = new Map(
    Object.entries(forms)
      .reverse()
      .map(([form, text]) => [text, form]),
  );
  return Object.fromEntries([...byText].map(([text, form]) => [form, text]));
}

/** An answer without the places where secrets belong, which the documentation names. */
export function withoutDocumentedPlaces(answer: string): string {
  const places = ['secret', 'sessionToken', 'SessionID', 'smtp_password'];
  return places.reduce(
    (text, place) =>
      text
        .replace(new RegExp(`("${place}":)"(?:[^"\\\\]|\\\\.)*"`, 'g'), '$1"-"')
        .replace(new RegExp(`<${place}>.*?</${place}>`, 'gs'), `<${place}>-</${place}>`),
    answer,
  );
}
