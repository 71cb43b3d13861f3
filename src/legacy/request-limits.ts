import type { JsonLimits } from '../json/parse-json.js';
import { ProtocolError } from './protocol-error.js';

/** How much a request may hold. */
export interface RequestLimits {
  /** Of the body, unpacked. */
  bytes: number;
  /** Names, objects and lists, which take time to read; each part of a name such as `a[b]` or `a.b` is one. */
  elements: number;
}

/** For a valid credential in the header or the address, which is checked before the body is read. */
export const authenticatedLimits: RequestLimits = { bytes: 1_048_576, elements: 100_000 };

/** For every other request, although the credential may turn out to be in the body. */
export const anonymousLimits: RequestLimits = { bytes: 65_536, elements: 5_000 };

/** The refusal of a request that goes beyond its limits. */
export function tooLarge(limits: RequestLimits): ProtocolError {
  const refusal = new ProtocolError(100000, 413);
  if (limits === authenticatedLimits) return refusal;
  const hint = 'A large one needs the key in the header "Authorization: Bearer", not only in the body.';
  return new ProtocolError(100000, 413, `${refusal.message} ${hint}`);
}

/** Counts the elements of one request while it is read. */
export class SizeBudget implements JsonLimits {
  readonly maxDepth = 20;
  readonly allowsLoneSurrogates = false;
  private count = 0;

  constructor(private readonly limits: RequestLimits) {}

  /** @throws ProtocolError 413 when there are too many */
  add(elements: number): void {
    this.count += elements;
    if (this.count > this.limits.elements) throw tooLarge(this.limits);
  }
}
