import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TlsFault } from '../../../src/verification/smtp/smtp-tls.js';
import {
  certificateName,
  createAuthority,
  issueSelfSigned,
  type ServerCertificate,
  type TestAuthority,
} from '../../support/smtp/certificates.js';
import { startSmtpServer } from '../../support/smtp/smtp-server.js';
import { judgeServer } from './judge-server.js';

const {
  CERTIFICATE_EXPIRED: expired,
  CERTIFICATE_NOT_YET_VALID: notYetValid,
  CERTIFICATE_SELF_SIGNED: selfSigned,
  CERTIFICATE_ISSUER_UNKNOWN: issuerUnknown,
  CERTIFICATE_NAME_DIFFERS: nameDiffers,
  CERTIFICATE_REJECTED: rejected,
  PROTOCOL_OLD: protocolOld,
  CIPHER_WEAK: cipherWeak,
} = TlsFault;

let authority: TestAuthority;
let intermediate: TestAuthority;
let stranger: TestAuthority;

beforeAll(async () => {
  authority = await createAuthority();
  intermediate = await authority.createBelow('Test Intermediate');
  stranger = await createAuthority('Stranger');
});

/** Without a level of security a server shows weak ones as well. */
const anyCertificate = { ciphers: 'DEFAULT@SECLEVEL=0' };

interface Circumstances {
  host?: string;
  tls?: SecureContextOptions;
  authorities?: readonly string[] | null;
  now?: Date;
}

async function judge(certificate: ServerCertificate, circumstances: Circumstances = {}) {
  const { host = certificateName, tls = anyCertificate, now = new Date() } = circumstances;
  const { authorities = [authority.pem] } = circumstances;
  const server = await startSmtpServer({ certificate, tls, isImplicitTls: true });
  try {
    return await judgeServer(server.port, { host, now, authorities });
  } finally {
    await server.stop();
  }
}

const ended = { validFromDays: -90, validToDays: -1 };
const future = { validFromDays: 2, validToDays: 90 };
const other = { names: ['other.shop.test'] };

const certificates: [title: string, issue: () => Promise<ServerCertificate>, faults: TlsFault[]][] = [
  ['a good one', () => authority.issue(), []],
  ['one below an intermediate', () => intermediate.issue(), []],
  ['an expired one', () => intermediate.issue(ended), [expired]],
  ['one that is not valid yet', () => authority.issue(future), [notYetValid]],
  ['one for another name', () => authority.issue(other), [nameDiffers]],
  ['a self-signed one', () => issueSelfSigned(), [selfSigned]],
  ['one without its intermediate', () => intermediate.issue({ isChainLeftOut: true }), [issuerUnknown]],
  ['one of an authority that is not trusted', () => stranger.issue(), [issuerUnknown]],
  ['one that comes with the root, which is not trusted', () => withRoot(stranger), [issuerUnknown]],
  ['one that comes with the root, which is trusted', () => withRoot(authority), []],
  ['one with a short key', () => authority.issue({ key: 'RSA_1024' }), [rejected]],
  ['one that is signed with SHA-1', () => authority.issue({ hash: 'SHA-1' }), [rejected]],
  ['one below an intermediate that has expired', () => belowEnded(authority), [expired]],

  ['a self-signed one that has expired', () => issueSelfSigned(ended), [expired, selfSigned]],
  ['a self-signed one of the future', () => issueSelfSigned(future), [notYetValid, selfSigned]],
  ['an expired one of a stranger', () => stranger.issue(ended), [expired, issuerUnknown]],
  ['an expired one of a stranger, with the root', () => withRoot(stranger, ended), [expired, issuerUnknown]],
  ['an expired one with the root, which is trusted', () => withRoot(authority, ended), [expired]],
  [
    'an expired one without its intermediate',
    () => intermediate.issue({ ...ended, isChainLeftOut: true }),
    [expired, issuerUnknown],
  ],
  ['one below an expired intermediate of a stranger', () => belowEnded(stranger), [expired, issuerUnknown]],
  [
    'one of a forger, who has the name of our authority and another key',
    async () => (await createAuthority()).issue(ended),
    [expired, issuerUnknown],
  ],
  [
    'an expired one with a short key',
    () => authority.issue({ ...ended, key: 'RSA_1024' }),
    [expired, rejected],
  ],
  [
    'an expired one that is signed with SHA-1',
    () => authority.issue({ ...ended, hash: 'SHA-1' }),
    [expired, rejected],
  ],
  [
    'one below an intermediate that is signed with SHA-1',
    async () => (await authority.createBelow('Old', { hash: 'SHA-1' })).issue(),
    [rejected],
  ],
  [
    'one with every fault of a certificate that can come together',
    () => issueSelfSigned({ ...ended, ...other, key: 'RSA_1024' }),
    [expired, selfSigned, nameDiffers, rejected],
  ],
];

async function withRoot(root: TestAuthority, wishes = {}): Promise<ServerCertificate> {
  const { cert, key } = await root.issue(wishes);
  return { cert: `${cert}\n${root.pem}`, key };
}

async function belowEnded(root: TestAuthority): Promise<ServerCertificate> {
  return (await root.createBelow('Ended', ended)).issue();
}

describe('judging the TLS of a server', () => {
  it.each(certificates)('finds exactly what is wrong with %s', async (_, issue, faults) => {
    expect((await judge(await issue())).faults).toEqual(faults);
  });

  it('tells what it is', async () => {
    const tls = await judge(
      await intermediate.issue({ names: [certificateName, '*.shop.test', '192.0.2.1'] }),
    );
    expect(tls).toMatchObject({
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      issuer: expect.stringMatching(/CN=Test Intermediate/),
      names: [certificateName, '*.shop.test', '192.0.2.1'],
      daysLeft: 300,
    });
    expect(tls.validTo).toBeInstanceOf(Date);
    expect(JSON.parse(JSON.stringify(tls)).validFrom).toBe(tls.validFrom?.toISOString());
  });

  it.each([0, 1, 20, -1, -2])('counts whole days (%i)', async (days) => {
    const { daysLeft } = await judge(await authority.issue({ validFromDays: -90, validToDays: days }));
    expect(daysLeft).toBe(days);
  });

  it('judges dates by the time that it is told', async () => {
    const certificate = await authority.issue();
    const now = new Date(Date.now() + 400 * 86_400_000);
    const { faults, daysLeft } = await judge(certificate, { now });
    expect({ faults, daysLeft }).toEqual({ faults: [expired], daysLeft: -100 });
  });

  it.each<[string, string[], TlsFault[]]>([
    ['MAIL.Shop.Test', [certificateName], []],
    ['mail.shop.test.', [certificateName], []],
    ['mail.shop.test', ['*.shop.test'], []],
    ['a.mail.shop.test', ['*.shop.test'], [nameDiffers]],
    ['shop.test', ['*.shop.test'], [nameDiffers]],
    ['mail.bücher.test', ['mail.xn--bcher-kva.test'], []],
    ['mail.xn--bcher-kva.test', ['mail.xn--bcher-kva.test'], []],
    ['127.0.0.1', ['127.0.0.1'], []],
    ['127.0.0.1', [certificateName], [nameDiffers]],
    ['127.0.0.1', ['*.0.0.1'], [nameDiffers]],
    ['::1', ['0:0:0:0:0:0:0:1'], []],
    ['mail.shop.test', ['mail.shop.test.evil.test'], [nameDiffers]],
    ['mail.shop.test', ['a, DNS:mail.shop.test'], [nameDiffers]],
  ])('compares the host %s with %j', async (host, names, faults) => {
    expect((await judge(await authority.issue({ names }), { host })).faults).toEqual(faults);
  });

  it.each<[string, SecureContextOptions, TlsFault[]]>([
    ['TLSv1', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, [protocolOld]],
    ['TLSv1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, [protocolOld]],
    ['TLSv1.2', { maxVersion: 'TLSv1.2' }, []],
    ['TLSv1.2', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-NULL-SHA@SECLEVEL=0' }, [cipherWeak]],
  ])('looks at %s and its cipher', async (protocol, tls, faults) => {
    const told = await judge(await authority.issue(), { tls });
    expect({ protocol: told.protocol, faults: told.faults }).toEqual({ protocol, faults });
  });

  it('tells faults of the certificate and of the connection together', async () => {
    const tls = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const { faults } = await judge(await stranger.issue({ ...ended, ...other }), { tls });
    expect(faults).toEqual([expired, issuerUnknown, nameDiffers, protocolOld]);
  });

  it('bounds what a certificate says, and makes it printable', async () => {
    const names = Array.from({ length: 70 }, (_, index) => `${index}.shop.test`);
    const many = await judge(await authority.issue({ names }));
    expect(many.names).toEqual(names.slice(0, 50));
    const hostile = await createAuthority(`\x1b[31m${'x'.repeat(40)}\r\nfake`);
    const strange = await judge(await hostile.issue({ names: ['a\r\nb.test', 'c, DNS:d.test', 'ü.test'] }));
    expect(strange.names).toHaveLength(3);
    for (const text of [strange.issuer ?? '', ...strange.names]) {
      expect(text).toMatch(/^[\x20-\x7e]+$/);
      expect(text.length).toBeLessThanOrEqual(260);
    }
  });

  describe('by the authorities of Node itself', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'authorities-'));
      await writeFile(join(folder, 'extra.pem'), authority.pem);
    });
    afterAll(() => rm(folder, { recursive: true }));

    it.each([
      ['trusted', () => authority, [expired]],
      ['not trusted', () => stranger, [expired, issuerUnknown]],
    ] as const)('knows that NODE_EXTRA_CA_CERTS makes an expired one %s', async (_, issuer, faults) => {
      const certificate = await withRoot(issuer(), ended);
      const server = await startSmtpServer({ certificate, isImplicitTls: true });
      const program = resolve(import.meta.dirname, 'judge-server.ts');
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', '@oxc-node/core/register', program, `${server.port}`],
        { env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'extra.pem') } },
      );
      await server.stop();
      expect(JSON.parse(stdout).faults).toEqual(faults);
    });
  });
});
