import type { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/**
 * Whether a chain leads to an authority that is trusted, whatever else is wrong with it: an expired certificate hides that
 * from those who ask OpenSSL.
 * @param chain from the server's own certificate upwards
 * @param authorities in PEM; null for Node's own
 */
export function isTrustedChain(
  chain: readonly X509Certificate[],
  authorities: readonly string[] | null,
): boolean {
  const last = chain.at(-1);
  if (last === undefined) return false;
  const isSigned = chain.every((certificate, index) =>
    isSignedBy(certificate, chain[index + 1] ?? certificate),
  );
  return isSigned && isAuthority(last, authorities);
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that OpenSSL does not know.
    return false;
  }
}

/** Node has no list of what it trusts that has those of NODE_EXTRA_CA_CERTS, but it looks for an issuer among them. */
function isAuthority(root: X509Certificate, authorities: readonly string[] | null): boolean {
  try {
    const { context } = createSecureContext({
      cert: root.toString(),
      ...(authorities ? { ca: [...authorities] } : {}),
    });
    const found: Buffer | null = context.getIssuer();
    return found?.equals(root.raw) ?? false;
  } catch {
    return false;
  }
}
