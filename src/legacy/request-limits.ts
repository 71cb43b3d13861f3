import type { JsonLimits } from '../json/parse-json.js';
import { ProtocolError } from './protocol-error.js';

/** How much a request may hold. */
export interface RequestLimits {
  /** Of the body, unpacked. */
  bytes: number;
  /** Names, objects and lists, which take time to read; each part of a name such as `a[b]` or `a.b` is one. */
  elements: number;
}

/** For who shows a valid credential in the header or in the address, where it can be seen before the body is read. */
export const limitsOfKnown: RequestLimits = { bytes: 1_048_576, elements: 100_000 };

/** For everybody else, although the credential may turn out to be in the body. */
export const limitsOfUnknown: RequestLimits = { bytes: 65_536, elements: 5_000 };

/** The refusal of a request that goes beyond its limits. */
export function tooLarge(limits: RequestLimits): ProtocolError {
  const refusal = new ProtocolError(100000, 413);
  if (limits === limitsOfKnown) return refusal;
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
