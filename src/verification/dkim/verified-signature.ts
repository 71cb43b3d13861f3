/** What became of a signature, by the words of RFC 8601, section 2.7.1. */
export enum DkimResult {
  PASS = 'PASS',
  /** Message and signature do not belong together, or it has expired. */
  FAIL = 'FAIL',
  /** The key could not be looked up today. */
  TEMPERROR = 'TEMPERROR',
  /** The signature, or its key, can never be verified. */
  PERMERROR = 'PERMERROR',
}

/** A signature of a message, verified. In its texts each character stands for one octet of the message. */
export interface VerifiedSignature {
  /** Null when the signature does not say. */
  domain: string | null;
  selector: string | null;
  /** Such as `rsa-sha256`. */
  algorithm: string | null;
  result: DkimResult;
  /** Why it did not pass, or which part of the body it does not cover though it did, as a sentence. Null when it passes for all. */
  reason: string | null;
}
