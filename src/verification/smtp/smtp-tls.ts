/** What is wrong with the TLS of a server. A certificate can have several faults at once. */
export enum TlsFault {
  CERTIFICATE_EXPIRED = 'CERTIFICATE_EXPIRED',
  CERTIFICATE_NOT_YET_VALID = 'CERTIFICATE_NOT_YET_VALID',
  CERTIFICATE_SELF_SIGNED = 'CERTIFICATE_SELF_SIGNED',
  /** The chain leads to nobody who is trusted: an intermediate is missing, or the authority is a private one. */
  CERTIFICATE_ISSUER_UNKNOWN = 'CERTIFICATE_ISSUER_UNKNOWN',
  CERTIFICATE_NAME_DIFFERS = 'CERTIFICATE_NAME_DIFFERS',
  /** Anything else that OpenSSL refuses in it, such as a weak key or signature. */
  CERTIFICATE_REJECTED = 'CERTIFICATE_REJECTED',
  PROTOCOL_OLD = 'PROTOCOL_OLD',
  CIPHER_WEAK = 'CIPHER_WEAK',
}

/** The TLS of a connection, told whole. Can be kept as JSON. */
export interface SmtpTls {
  /** Such as `TLSv1.3`. */
  protocol: string | null;
  /** By its name in the standard, such as `TLS_AES_256_GCM_SHA384`. */
  cipher: string | null;
  /** Who signed the certificate, printable; null when the server sent none. */
  issuer: string | null;
  /** The names and addresses that it is for, printable, at most 50. */
  names: readonly string[];
  validFrom: Date | null;
  validTo: Date | null;
  /** Whole days until it expires, rounded down; negative when it has. */
  daysLeft: number | null;
  faults: readonly TlsFault[];
}

/**
 * Whether a password may go over a connection. A weak cipher is no reason to think that somebody else is at the other end;
 * old protocols must not be used any more (RFC 8996).
 */
export function isTrusted({ faults }: SmtpTls): boolean {
  return faults.every((fault) => fault === TlsFault.CIPHER_WEAK);
}
