import type { X509Certificate } from 'node:crypto';
import type { EphemeralKeyInfo, PeerCertificate, TLSSocket } from 'node:tls';

// By the second security level of OpenSSL, 112 bits, which Debian and others ask for; Node itself asks for less. The
// handshake is made without any, so that what is wrong can be told.

const minKeyBits = 2_048;
const minCurveBits = 224;
const weakCipher = /_(NULL|EXPORT|anon|RC2|RC4|DES|DES40|3DES|IDEA|SEED)_|_MD5$/;

/** The numbers of MD5 and SHA-1 with RSA, and of SHA-1 with ECDSA (RFC 3279), as they stand in a certificate. */
const weakSignatures = ['06092a864886f70d010104', '06092a864886f70d010105', '06072a8648ce3d0401'].map(
  (octets) => Buffer.from(octets, 'hex'),
);

export function hasWeakKey({ bits, asn1Curve }: PeerCertificate): boolean {
  return bits !== undefined && bits < (asn1Curve === undefined ? minKeyBits : minCurveBits);
}

/** What somebody signed himself proves nothing, so it does not matter how. */
export function hasWeakSignature(certificate: X509Certificate): boolean {
  const isSelfIssued = certificate.checkIssued(certificate);
  return !isSelfIssued && weakSignatures.some((octets) => certificate.raw.includes(octets));
}

export function isWeakCipher(socket: TLSSocket): boolean {
  const { type, size } = (socket.getEphemeralKeyInfo() ?? {}) as Partial<EphemeralKeyInfo>;
  const isShortExchange = type === 'DH' && size !== undefined && size < minKeyBits;
  return isShortExchange || weakCipher.test(socket.getCipher()?.standardName ?? '');
}
