export enum DkimKeyType {
  RSA = 'RSA',
  ED25519 = 'ED25519',
}

export interface DkimKey {
  selector: string;
  domain: string;
  /** The text of the record, printable; null when there is not exactly one. */
  record: string | null;
  /** Null when there is no key that can be read. */
  type: DkimKeyType | null;
  bits: number | null;
  testing: boolean;
  /** Null when no key is expected, or there is none to compare with. */
  matchesExpected: boolean | null;
  /** Whether receivers can use the key to verify a signature of today. */
  isUsable: boolean;
}
