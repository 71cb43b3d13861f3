import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** What a server shows: its certificate and those above it, and its key; PEM, as `tls.createSecureContext` takes it. */
export interface ServerCertificate {
  cert: string;
  key: string;
}

export interface CertificateWishes {
  /** Host names and addresses. */
  names?: readonly string[];
  /** Counted from now; the past is negative. */
  validFromDays?: number;
  validToDays?: number;
  key?: 'ECDSA' | 'RSA_1024' | 'RSA_2048';
  hash?: 'SHA-1' | 'SHA-256';
  /** Only the server's own certificate is shown, not the one that signed it. */
  isChainLeftOut?: boolean;
}

/** Signs certificates of servers, and of authorities below it. */
export interface TestAuthority {
  pem: string;
  issue(wishes?: CertificateWishes): Promise<ServerCertificate>;
  /** An intermediate; what it issues comes with its own certificate. */
  createBelow(name: string, wishes?: CertificateWishes): Promise<TestAuthority>;
}

export const certificateName = 'mail.shop.test';

const day = 86_400_000;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const rsa = { name: 'RSASSA-PKCS1-v1_5', publicExponent: new Uint8Array([1, 0, 1]) };

interface Signer {
  certificate: x509.X509Certificate;
  keys: webcrypto.CryptoKeyPair;
  /** Those that a server shows above its own. */
  chain: readonly string[];
}

/** An authority that nobody trusts who is not told to. */
export async function createAuthority(
  name = 'Test Authority',
  wishes: CertificateWishes = {},
): Promise<TestAuthority> {
  const keys = await keyPair(wishes);
  const certificate = await sign(keys, authoritySubject(name), wishes, { isAuthority: true });
  return authority({ certificate, keys, chain: [] });
}

export async function issueSelfSigned(wishes: CertificateWishes = {}): Promise<ServerCertificate> {
  const keys = await keyPair(wishes);
  const certificate = await sign(keys, subjectOf(wishes), wishes, { isAuthority: false });
  return { cert: certificate.toString('pem'), key: await privatePem(keys) };
}

function authority(signer: Signer): TestAuthority {
  return {
    pem: signer.certificate.toString('pem'),
    issue: async (wishes = {}) => {
      const keys = await keyPair(wishes);
      const certificate = await sign(keys, subjectOf(wishes), wishes, { isAuthority: false, signer });
      const above = wishes.isChainLeftOut ? [] : signer.chain;
      return { cert: [certificate.toString('pem'), ...above].join('\n'), key: await privatePem(keys) };
    },
    createBelow: async (name, wishes = {}) => {
      const keys = await keyPair(wishes);
      const certificate = await sign(keys, authoritySubject(name), wishes, { isAuthority: true, signer });
      return authority({ certificate, keys, chain: [certificate.toString('pem'), ...signer.chain] });
    },
  };
}

async function sign(
  keys: webcrypto.CryptoKeyPair,
  subject: string,
  wishes: CertificateWishes,
  { isAuthority, signer }: { isAuthority: boolean; signer?: Signer },
): Promise<x509.X509Certificate> {
  const { validFromDays = -30, validToDays = 300, hash = 'SHA-256' } = wishes;
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(isAuthority, undefined, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ];
  if (signer) extensions.push(await x509.AuthorityKeyIdentifierExtension.create(signer.certificate));
  if (!isAuthority) extensions.push(namesExtension(wishes));
  const { privateKey } = signer?.keys ?? keys;
  return x509.X509CertificateGenerator.create({
    subject,
    issuer: signer?.certificate.subject ?? subject,
    notBefore: new Date(Date.now() + validFromDays * day),
    // A minute more, so that the days that are left are those that were wished for.
    notAfter: new Date(Date.now() + validToDays * day + 60_000),
    extensions,
    publicKey: keys.publicKey,
    signingKey: privateKey,
    signingAlgorithm: { name: privateKey.algorithm.name, hash },
  });
}

function authoritySubject(name: string): string {
  return `CN=${name}, O=Delivery tests`;
}

function subjectOf({ names = [certificateName] }: CertificateWishes): string {
  return new x509.Name([{ CN: [names[0] ?? certificateName] }]).toString();
}

function namesExtension({ names = [certificateName] }: CertificateWishes): x509.Extension {
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
  );
}

async function keyPair({ key = 'ECDSA' }: CertificateWishes): Promise<webcrypto.CryptoKeyPair> {
  const algorithm =
    key === 'ECDSA' ? ecdsa : { ...rsa, hash: 'SHA-256', modulusLength: key === 'RSA_1024' ? 1_024 : 2_048 };
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
}
