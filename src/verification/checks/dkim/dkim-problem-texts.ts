import { FindingSeverity } from '../../check.js';
import { KeyProblemReason } from '../../dkim/key-problem.js';
import { FindingCode } from '../../finding-code.js';

interface ProblemText {
  code: FindingCode;
  severity: FindingSeverity;
  /** What is wrong and what receivers do about it. */
  messageOf: (part: string, host: string) => string;
}

const { FAIL, WARN } = FindingSeverity;
const { DKIM_RECORD_MALFORMED: malformed } = FindingCode;
const ignored = 'Receivers ignore it, and signatures made with this selector do not count.';

/** How each problem of a key record is told. */
export const dkimProblemTexts: Readonly<Record<KeyProblemReason, ProblemText>> = {
  [KeyProblemReason.HOST_NAME]: {
    code: FindingCode.DKIM_HOST_NAME_IN_TXT,
    severity: FAIL,
    messageOf: (part, host) =>
      `The TXT record at ${host} holds the name ${part}, which is where an alias (CNAME) ought to lead. Receivers look for a key there and find none.`,
  },
  [KeyProblemReason.QUOTES]: {
    code: FindingCode.DKIM_KEY_PASTED_WITH_QUOTES,
    severity: FAIL,
    messageOf: (_, host) =>
      `The key record at ${host} was pasted with the quotes of a zone file, which are now a part of its text. Receivers cannot read the key.`,
  },
  [KeyProblemReason.TAG_EMPTY]: {
    code: malformed,
    severity: FAIL,
    messageOf: (_, host) =>
      `The record at ${host} is not a list of tags such as "v=DKIM1; p=…": something is missing between two semicolons, or it is empty. ${ignored}`,
  },
  [KeyProblemReason.TAG_MALFORMED]: {
    code: malformed,
    severity: FAIL,
    messageOf: (part, host) =>
      `The record at ${host} is not a list of tags such as "v=DKIM1; p=…": this is not a tag: ${part}. ${ignored}`,
  },
  [KeyProblemReason.TAG_DOUBLED]: {
    code: malformed,
    severity: FAIL,
    messageOf: (part, host) => `The tag "${part}" stands twice in the record at ${host}. ${ignored}`,
  },
  [KeyProblemReason.VERSION_UNKNOWN]: {
    code: malformed,
    severity: FAIL,
    messageOf: (part, host) =>
      `The record at ${host} begins with "${part}", so it is no DKIM key: that begins with exactly "v=DKIM1". ${ignored}`,
  },
  [KeyProblemReason.VERSION_NOT_FIRST]: {
    code: malformed,
    severity: FAIL,
    messageOf: (part, host) =>
      `"${part}" has to be the first tag of the record at ${host}, and is not. ${ignored}`,
  },
  [KeyProblemReason.KEY_ABSENT]: {
    code: malformed,
    severity: FAIL,
    messageOf: (_, host) => `The record at ${host} has no key in it (the tag "p", in lower case). ${ignored}`,
  },
  [KeyProblemReason.KEY_REVOKED]: {
    code: FindingCode.DKIM_KEY_REVOKED,
    severity: FAIL,
    messageOf: (_, host) =>
      `The key at ${host} was revoked: its record says so by an empty "p=". Receivers reject signatures made with this selector.`,
  },
  [KeyProblemReason.KEY_TYPE_UNKNOWN]: {
    code: FindingCode.DKIM_KEY_TYPE_UNKNOWN,
    severity: FAIL,
    messageOf: (part, host) =>
      `The record at ${host} says "${part}", a type of key that receivers do not know: it is rsa or ed25519. ${ignored}`,
  },
  [KeyProblemReason.KEY_NOT_BASE64]: {
    code: FindingCode.DKIM_KEY_UNREADABLE,
    severity: FAIL,
    messageOf: (_, host) =>
      `The key at ${host} holds characters that no key has, or is not whole (its "p=" is not base64). Receivers cannot read it.`,
  },
  [KeyProblemReason.KEY_CUT]: {
    code: FindingCode.DKIM_KEY_CUT,
    severity: FAIL,
    messageOf: (_, host) =>
      `The key at ${host} ends too early, and receivers cannot read it. One string of a TXT record holds 255 characters: a longer key has to be published in several strings of one record, and most providers do that by themselves.`,
  },
  [KeyProblemReason.KEY_UNREADABLE]: {
    code: FindingCode.DKIM_KEY_UNREADABLE,
    severity: FAIL,
    messageOf: (_, host) =>
      `What stands as the key at ${host} is not a key of the type that its record names ("k", which is rsa when absent). Receivers cannot read it.`,
  },
  [KeyProblemReason.KEY_PRIVATE]: {
    code: FindingCode.DKIM_PRIVATE_KEY_PUBLISHED,
    severity: FAIL,
    messageOf: (_, host) =>
      `A private key is published at ${host}: everybody can now sign as this domain. Make a new pair of keys, and publish the public one.`,
  },
  [KeyProblemReason.KEY_TOO_SHORT]: {
    code: FindingCode.DKIM_KEY_TOO_SHORT,
    severity: FAIL,
    messageOf: (part, host) =>
      `The key at ${host} has ${part} bits. Receivers do not accept signatures of keys below 1024; make a new one with 2048.`,
  },
  [KeyProblemReason.KEY_SHORT]: {
    code: FindingCode.DKIM_KEY_SHORT,
    severity: WARN,
    messageOf: (part, host) =>
      `The key at ${host} has ${part} bits. Receivers accept it today, but 2048 are recommended: plan a new key.`,
  },
  [KeyProblemReason.KEY_LONG]: {
    code: FindingCode.DKIM_KEY_LONG,
    severity: WARN,
    messageOf: (part, host) =>
      `The key at ${host} has ${part} bits. Receivers have to read keys of up to 4096 bits, and some read no longer ones; 2048 are recommended.`,
  },
  [KeyProblemReason.KEY_TOO_LONG]: {
    code: FindingCode.DKIM_KEY_LONG,
    severity: FAIL,
    messageOf: (_, host) =>
      `The key at ${host} has more than 16384 bits, which receivers do not read. Make a new one with 2048.`,
  },
  [KeyProblemReason.HASH_NOT_ALLOWED]: {
    code: FindingCode.DKIM_HASH_NOT_ALLOWED,
    severity: FAIL,
    messageOf: (part, host) =>
      `The record at ${host} says "${part}", which does not allow SHA-256, and signatures with anything else are not accepted any more.`,
  },
  [KeyProblemReason.SERVICE_NOT_ALLOWED]: {
    code: FindingCode.DKIM_SERVICE_NOT_ALLOWED,
    severity: FAIL,
    messageOf: (part, host) =>
      `The record at ${host} says "${part}", so the key is not meant for email. Receivers ignore it.`,
  },
  [KeyProblemReason.VALUE_IN_CAPITALS]: {
    code: FindingCode.DKIM_VALUE_IN_CAPITALS,
    severity: WARN,
    messageOf: (part, host) =>
      `The record at ${host} says "${part}". Written in capitals, some receivers understand it and others ignore the key.`,
  },
  [KeyProblemReason.TESTING]: {
    code: FindingCode.DKIM_TESTING,
    severity: WARN,
    messageOf: (_, host) =>
      `The record at ${host} says "t=y": the domain is only testing DKIM, and receivers may treat its mail as if it were not signed.`,
  },
};
