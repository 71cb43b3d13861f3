import { SecretPieces, type Secrets } from './secret-pieces.js';
import { plainViewOf, type TextView, viewsOf } from './text-views.js';

const mark = '***';
/** Of user name and password together, in octets. Looking for longer ones takes too long, so that beside them nothing is shown. */
const maxMaskedLength = 512;
/** In characters: what is given of a text at most, and how much is looked at, as a secret may begin in the one and end after it. */
const maxShown = 1_000;
const maxSearched = 1_500;

/**
 * Masks what a server repeats of the credentials: user name and password as they are and in base64, alone and as AUTH PLAIN
 * sends them, in hexadecimal, in whichever letter case, with blanks in between, with characters written as in URLs, JSON and
 * the like.
 */
export class SecretsMask {
  /** Null for credentials that are too long. */
  readonly #pieces: SecretPieces | null = null;
  readonly #isNeeded: boolean;
  readonly #known: string[];

  /** @param host stays where it stands whole, and the domain it is in: a gap in it would tell what is in the gap */
  constructor(secrets: Secrets | null, host: string) {
    this.#isNeeded = secrets !== null;
    this.#known = [host, host.slice(host.indexOf('.') + 1)]
      .map((name) => plainViewOf(name).characters)
      .filter(Boolean);
    if (secrets !== null && Buffer.byteLength(secrets.username + secrets.password) <= maxMaskedLength)
      this.#pieces = new SecretPieces(secrets);
  }

  /** Looks from now on also for this, which was sent for signing in. */
  hide(sent: string): void {
    this.#pieces?.addSent(sent);
    this.#pieces?.addEncoded(Buffer.from(sent));
  }

  /** The text with a mark in place of each secret, cut if it is long. */
  masked(text: string): string {
    const end = text.length > maxShown ? ' [cut]' : '';
    if (!this.#isNeeded) return text.slice(0, maxShown) + end;
    if (this.#pieces === null) return text === '' ? '' : mark;
    const pieces = this.#pieces;
    const searched = text.slice(0, maxSearched);
    const known = this.#known.flatMap((name) => placesOf(name, plainViewOf(searched)));
    const secret = viewsOf(searched)
      .flatMap((view) => runsOf(pieces.findIn(view.characters), view))
      .filter(([from, to]) => !known.some(([start, end]) => start <= from && to <= end));
    return withMarks(text.slice(0, maxShown), secret) + end;
  }
}

type Place = readonly [from: number, to: number];

/** Where in the text a name stands whole. */
function placesOf(name: string, { characters, places }: TextView): Place[] {
  const found: Place[] = [];
  for (let at = characters.indexOf(name); at >= 0; at = characters.indexOf(name, at + name.length))
    found.push(placeOf(at, at + name.length, places));
  return found;
}

/** Where in the text there are runs of secret characters. */
function runsOf(isSecret: readonly boolean[], { places }: TextView): Place[] {
  const runs: Place[] = [];
  for (let start = isSecret.indexOf(true); start >= 0; ) {
    const next = isSecret.indexOf(false, start);
    const end = next < 0 ? isSecret.length : next;
    runs.push(placeOf(start, end, places));
    start = isSecret.indexOf(true, end);
  }
  return runs;
}

function placeOf(start: number, end: number, places: TextView['places']): Place {
  return [places[start]?.[0] ?? 0, places[end - 1]?.[1] ?? 0];
}

function withMarks(text: string, secret: readonly Place[]): string {
  let shown = '';
  let end = 0;
  for (const [from, to] of secret.toSorted(([a], [b]) => a - b)) {
    if (from >= text.length) break;
    // What touches the one before is in the same gap.
    if (from > end || shown === '') shown += text.slice(end, from) + mark;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}
