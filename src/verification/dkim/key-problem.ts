/** What can be wrong with a key record, or worth knowing about it. */
export enum KeyProblemReason {
  /** A host name stands there alone: the target of an alias that was published as a text. */
  HOST_NAME = 'HOST_NAME',
  /** Quotes of a zone file stand in the text itself. */
  QUOTES = 'QUOTES',
  /** The list of tags is not one: RFC 6376, section 3.2. */
  TAG_EMPTY = 'TAG_EMPTY',
  TAG_MALFORMED = 'TAG_MALFORMED',
  TAG_DOUBLED = 'TAG_DOUBLED',
  VERSION_UNKNOWN = 'VERSION_UNKNOWN',
  VERSION_NOT_FIRST = 'VERSION_NOT_FIRST',
  KEY_ABSENT = 'KEY_ABSENT',
  KEY_REVOKED = 'KEY_REVOKED',
  KEY_TYPE_UNKNOWN = 'KEY_TYPE_UNKNOWN',
  KEY_NOT_BASE64 = 'KEY_NOT_BASE64',
  /** It begins as a key does, and ends too early. */
  KEY_CUT = 'KEY_CUT',
  /** Base64 of something that is no key of the type that is named. */
  KEY_UNREADABLE = 'KEY_UNREADABLE',
  KEY_PRIVATE = 'KEY_PRIVATE',
  /** Below what receivers may accept: RFC 8301, section 3.2. */
  KEY_TOO_SHORT = 'KEY_TOO_SHORT',
  /** Below what signers should use: the same section. */
  KEY_SHORT = 'KEY_SHORT',
  /** Above what every receiver has to read: the same section. */
  KEY_LONG = 'KEY_LONG',
  KEY_TOO_LONG = 'KEY_TOO_LONG',
  HASH_NOT_ALLOWED = 'HASH_NOT_ALLOWED',
  SERVICE_NOT_ALLOWED = 'SERVICE_NOT_ALLOWED',
  /** `RSA` for `rsa`: values are case-sensitive by section 3.2, and not by the grammar of section 3.6.1. */
  VALUE_IN_CAPITALS = 'VALUE_IN_CAPITALS',
  TESTING = 'TESTING',
}

export interface KeyProblem {
  reason: KeyProblemReason;
  /** The part of the record that it is about, as it stands there; empty when there is none to show. */
  text: string;
}

const harmless: readonly KeyProblemReason[] = [
  KeyProblemReason.KEY_SHORT,
  KeyProblemReason.KEY_LONG,
  KeyProblemReason.VALUE_IN_CAPITALS,
  KeyProblemReason.TESTING,
];

/** Whether receivers can use a key in spite of it. */
export function isHarmless({ reason }: KeyProblem): boolean {
  return harmless.includes(reason);
}
