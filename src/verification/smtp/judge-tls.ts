import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { domainToASCII } from 'node:url';
import { isTrustedChain } from './is-trusted-chain.js';
import { printableLine } from './printable-line.js';
import { type SmtpTls, TlsFault } from './smtp-tls.js';
import { hasWeakKey, hasWeakSignature, isWeakCipher } from './weak-crypto.js';

const millisecondsPerDay = 86_400_000;
const maxNames = 50;
const maxNameLength = 260;
const maxChainLength = 10;

/**
 * What protects a connection, and everything that is wrong with it. OpenSSL tells one error of a chain, the last that it came
 * upon, so all that a date or a key can hide is looked at again.
 * @param socket after its handshake, made without `rejectUnauthorized`
 * @param host the name or address that the server was asked for by
 * @param authorities in PEM, those that the handshake was made with; null for Node's own
 */
export function judgeTls(
  socket: TLSSocket,
  host: string,
  now: Date,
  authorities: readonly string[] | null = null,
): SmtpTls {
  const chain = chainOf(socket);
  const certificates = chain.map(({ raw }) => new X509Certificate(raw));
  const [leaf] = certificates;
  const validFrom = dateFrom(leaf?.validFrom);
  const validTo = dateFrom(leaf?.validTo);
  const faults = new Set([
    ...chainFaults(faultFromOpenssl(`${socket.authorizationError ?? ''}`), certificates, now, authorities),
    ...dateFaults(leaf ? [leaf] : [], now),
    ...(chain.some(hasWeakKey) || certificates.some(hasWeakSignature) ? [TlsFault.CERTIFICATE_REJECTED] : []),
    ...(isFor(host, chain) ? [] : [TlsFault.CERTIFICATE_NAME_DIFFERS]),
    ...connectionFaults(socket),
  ]);
  return {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher()?.standardName ?? null,
    issuer: leaf ? printableName(leaf.issuer.split('\n').join(', ')) : null,
    names: leaf ? namesOf(leaf).slice(0, maxNames).map(printableName) : [],
    validFrom,
    validTo,
    daysLeft: validTo && Math.floor((validTo.getTime() - now.getTime()) / millisecondsPerDay),
    // In the order in which they are declared, whatever found them.
    faults: Object.values(TlsFault).filter((fault) => faults.has(fault)),
  };
}

/** From the server's own certificate upwards, with the issuer that we trust where there is one. */
function chainOf(socket: TLSSocket): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw && !chain.includes(next) && chain.length < maxChainLength) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function chainFaults(
  told: TlsFault | null,
  certificates: readonly X509Certificate[],
  now: Date,
  authorities: readonly string[] | null,
): TlsFault[] {
  const [leaf] = certificates;
  if (leaf === undefined) return [TlsFault.CERTIFICATE_REJECTED];
  if (told === null) return [];
  if (isTrustedChain(certificates, authorities)) return [told];
  const isSelfSigned = certificates.length === 1 && leaf.checkIssued(leaf);
  const trust = isSelfSigned ? TlsFault.CERTIFICATE_SELF_SIGNED : TlsFault.CERTIFICATE_ISSUER_UNKNOWN;
  return [told, trust, ...dateFaults(certificates, now)];
}

function dateFaults(certificates: readonly X509Certificate[], now: Date): TlsFault[] {
  return certificates.flatMap(({ validFrom, validTo }) => [
    // What is no date fulfils neither.
    ...(new Date(validTo) < now ? [TlsFault.CERTIFICATE_EXPIRED] : []),
    ...(new Date(validFrom) > now ? [TlsFault.CERTIFICATE_NOT_YET_VALID] : []),
  ]);
}

/** Null when OpenSSL accepts the chain; Node puts the name's fault in the same place, which is looked at apart. */
function faultFromOpenssl(code: string): TlsFault | null {
  switch (code) {
    case '':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'ERR_TLS_CERT_ALTNAME_FORMAT':
      return null;
    case 'CERT_HAS_EXPIRED':
      return TlsFault.CERTIFICATE_EXPIRED;
    case 'CERT_NOT_YET_VALID':
      return TlsFault.CERTIFICATE_NOT_YET_VALID;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return TlsFault.CERTIFICATE_SELF_SIGNED;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return TlsFault.CERTIFICATE_ISSUER_UNKNOWN;
    default:
      return TlsFault.CERTIFICATE_REJECTED;
  }
}

function isFor(host: string, [leaf]: readonly DetailedPeerCertificate[]): boolean {
  if (leaf === undefined) return false;
  try {
    // Certificates have international names as A-labels. Of an address this makes nothing.
    return checkServerIdentity(domainToASCII(host) || host, leaf) === undefined;
  } catch {
    return false;
  }
}

function connectionFaults(socket: TLSSocket): TlsFault[] {
  const isOld = !['TLSv1.2', 'TLSv1.3'].includes(socket.getProtocol() ?? '');
  return [...(isOld ? [TlsFault.PROTOCOL_OLD] : []), ...(isWeakCipher(socket) ? [TlsFault.CIPHER_WEAK] : [])];
}

/** The alternative names, or without any the common name, as `checkServerIdentity` reads them. */
function namesOf(leaf: X509Certificate): string[] {
  const alternatives = leaf.subjectAltName ?? '';
  // Node writes `DNS:a, IP Address:b`, and puts a name that could be misread into quotes.
  const names = [...alternatives.matchAll(/(?:^|, )(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)];
  if (names.length > 0) return names.map(([, name = '']) => name);
  const commonName = /^CN=(.*)$/m.exec(leaf.subject)?.[1];
  return commonName === undefined ? [] : [commonName];
}

function printableName(text: string): string {
  return printableLine(text, maxNameLength);
}

function dateFrom(text: string | undefined): Date | null {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}
