/** The results of RFC 7208, section 2.6. */
export enum SpfResult {
  NONE = 'NONE',
  NEUTRAL = 'NEUTRAL',
  PASS = 'PASS',
  FAIL = 'FAIL',
  SOFTFAIL = 'SOFTFAIL',
  TEMPERROR = 'TEMPERROR',
  PERMERROR = 'PERMERROR',
}

export interface SpfEvaluation {
  address: string;
  result: SpfResult;
  /** From the record of the domain down to the term that decided, through each include and redirect; empty when none did. */
  path: readonly SpfStep[];
  /** Terms that cost a look-up, until the result was there. */
  lookups: number;
  voidLookups: number;
  /**
   * What the whole record costs a receiver for whom nothing matches, counted up to 31, as receivers stop after 10; null when that
   * could not be found out.
   */
  lookupsIfNothingMatched: number | null;
}

export interface SpfStep {
  /** Whose record the term stands in. */
  domain: string;
  /** As it stands there, such as `include:spf.vendor.test`. */
  term: string;
}
