import { createHash, sign } from 'node:crypto';
import fc from 'fast-check';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import DKIM from 'nodemailer/lib/dkim';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/verification/dkim/received-message.js';
import type { VerifiedSignature } from '../../../src/verification/dkim/verified-signature.js';
import { verifySignatures } from '../../../src/verification/dkim/verify-signatures.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { nodeAnswerFrom } from '../node-answer.js';
import { anyDamage, anyMessage } from './any-messages.js';
import { ed25519SigningKey, keyZone, rsaSigningKey, type SigningKey } from './signing-keys.js';

const rsa = rsaSigningKey();
const other = rsaSigningKey();
const ed25519 = ed25519SigningKey();
const zone = keyZone({ s1: rsa.record, s2: other.record, e1: ed25519.record });
let dns: DnsTestServer;

beforeAll(async () => {
  dns = await startDnsServer(zone, { questionMilliseconds: 800 });
});
beforeEach(() => dns.publish(zone));
afterAll(() => dns.stop());

const plain = 'From: News <news@shop.test>\r\nTo: ada@reader.test\r\nSubject: Hello\r\n\r\nHello, Ada.\r\n';

type SignOptions = Partial<Parameters<typeof dkimSign>[1]>;

async function signed(message = plain, options: SignOptions = {}, key: SigningKey = rsa): Promise<string> {
  const selector = key === ed25519 ? 'e1' : 's1';
  const signature = { signingDomain: 'shop.test', selector, privateKey: key.privateKey, ...options };
  const { signatures, errors } = await dkimSign(octetsOf(message), {
    ...signature,
    signatureData: [signature],
  });
  if (errors.length > 0) throw new Error(`mailauth does not sign: ${JSON.stringify(errors)}`);
  return signatures + message;
}

/** Signed as it stands (simple), without a library: those choose the list of fields themselves. */
function signedByHand(fields: readonly string[], list: string, order: readonly number[]): string {
  const body = 'Hello.\r\n';
  const bodyHash = createHash('sha256').update(body).digest('base64');
  const own = `DKIM-Signature: v=1; a=rsa-sha256; d=shop.test; s=s1; h=${list}; bh=${bodyHash}; b=`;
  const covered = [...order.map((index) => fields[index]), own].join('\r\n');
  const signature = sign('sha256', Buffer.from(covered), rsa.privateKey).toString('base64');
  return [own + signature, ...fields, '', body].join('\r\n');
}

function verifyMessage(message: string, now = Date.now()): Promise<VerifiedSignature[]> {
  return verifySignatures(readMessage(octetsOf(message)), dns.resolve(), { now });
}

async function askMailauth(message: string): Promise<string[]> {
  const resolver = nodeAnswerFrom(dns.resolve());
  const { results } = await dkimVerify(octetsOf(message), { resolver, strict: true });
  return results.map(({ status }) => status.result);
}

function octetsOf(message: string): Buffer {
  return Buffer.from(message, 'latin1');
}

describe('a signature', () => {
  it('passes when the message is as it was signed, and tells whose it is', async () => {
    expect(await verifyMessage(await signed())).toEqual([
      { domain: 'shop.test', selector: 's1', algorithm: 'rsa-sha256', result: 'PASS', reason: null },
    ]);
  });

  it('passes in each way of canonicalization, and with Ed25519', async () => {
    for (const canonicalization of ['simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed'])
      for (const key of [rsa, ed25519]) {
        const message = await signed(plain, { canonicalization }, key);
        expect(await verifyMessage(message), canonicalization).toMatchObject([{ result: 'PASS' }]);
      }
  });

  it('passes as nodemailer makes it', async () => {
    const signer = new DKIM({ domainName: 'shop.test', keySelector: 's1', privateKey: rsa.privateKey });
    const chunks = await signer.sign(octetsOf(plain)).toArray();
    expect(await verifyMessage(Buffer.concat(chunks).toString('latin1'))).toMatchObject([{ result: 'PASS' }]);
  });

  it('passes for an empty body, and for a body without a line break at its end', async () => {
    const header = 'From: news@shop.test\r\n';
    for (const canonicalization of ['simple/simple', 'relaxed/relaxed'])
      for (const message of [header, `${header}\r\n`, `${header}\r\n\r\n\r\n`, `${header}\r\nHello`]) {
        const result = await verifyMessage(await signed(message, { canonicalization }));
        expect(result, JSON.stringify(message)).toMatchObject([{ result: 'PASS' }]);
      }
  });

  it('says whether body or header was changed', async () => {
    const message = await signed();
    expect(await verifyMessage(`${message}Buy!\r\n`)).toMatchObject([
      { result: 'FAIL', reason: expect.stringContaining('The body is not the one') },
    ]);
    expect(await verifyMessage(message.replace('Hello\r\n', 'Howdy\r\n'))).toMatchObject([
      { result: 'FAIL', reason: expect.stringContaining('changed the header') },
    ]);
  });

  it('does not pass with the key of somebody else', async () => {
    const message = await signed(plain, { selector: 's2' });
    expect(await verifyMessage(message)).toMatchObject([{ result: 'FAIL' }]);
  });

  it('covers of fields with one name the last ones, as often as the name is listed', async () => {
    const [first, second] = ['Subject: first', 'Subject: second'];
    const once = signedByHand(['From: news@shop.test', first, second], 'from:subject', [0, 2]);
    expect(await verifyMessage(once)).toMatchObject([{ result: 'PASS' }]);
    expect(await verifyMessage(once.replace('first', 'other'))).toMatchObject([{ result: 'PASS' }]);
    expect(await verifyMessage(once.replace('second', 'other'))).toMatchObject([{ result: 'FAIL' }]);
    const both = signedByHand(['From: news@shop.test', first, second], 'Subject : from: SUBJECT', [2, 0, 1]);
    expect(await verifyMessage(both)).toMatchObject([{ result: 'PASS' }]);
    expect(await verifyMessage(both.replace('first', 'other'))).toMatchObject([{ result: 'FAIL' }]);
  });

  it('covers that a field is missing, when its name is listed once more', async () => {
    const message = signedByHand(['From: news@shop.test', 'Subject: one'], 'from:from:subject:cc', [0, 1]);
    expect(await verifyMessage(message)).toMatchObject([{ result: 'PASS' }]);
    for (const added of ['From: boss@shop.test', 'Cc: boss@shop.test'])
      expect(await verifyMessage(`${added}\r\n${message}`)).toMatchObject([{ result: 'FAIL' }]);
  });

  it('covers no more of the body than its length says, and says so', async () => {
    const message = await signed(plain, { maxBodyLength: 5 });
    const reason = expect.stringContaining('covers only the first 5 of 19 octets');
    expect(await verifyMessage(`${message}Buy!\r\n`)).toMatchObject([{ result: 'PASS', reason }]);
    const whole = await signed(plain, { maxBodyLength: 13 });
    expect(await verifyMessage(whole)).toMatchObject([{ result: 'PASS', reason: null }]);
    expect(await verifyMessage(message.replace('Hello, Ada.\r\n', 'Hell'))).toMatchObject([
      { result: 'FAIL' },
    ]);
  });

  it('fails when it has expired', async () => {
    const message = await signed(plain, {
      expires: new Date('2026-03-01T00:00:00Z'),
      signTime: new Date('2026-02-01T00:00:00Z'),
    });
    expect(await verifyMessage(message, Date.parse('2026-02-20T00:00:00Z'))).toMatchObject([
      { result: 'PASS' },
    ]);
    expect(await verifyMessage(message, Date.parse('2026-03-02T00:00:00Z'))).toMatchObject([
      { result: 'FAIL', reason: 'The signature has expired.' },
    ]);
  });

  it('is refused with SHA-1, however right it is', async () => {
    const message = await signed(plain, { algorithm: 'rsa-sha1' });
    expect(await verifyMessage(message)).toMatchObject([
      { algorithm: 'rsa-sha1', result: 'PERMERROR', reason: expect.stringContaining('SHA-1') },
    ]);
  });

  it.each<[string, (message: string) => string]>([
    ['lacks the hash of the body', (message) => message.replace(/bh=[^;]*;/, '')],
    ['does not cover From', (message) => message.replace(/\bh=[^;]*/, 'h=Subject')],
    ['names a domain that is none', (message) => message.replace('d=shop.test', 'd=a@shop.test')],
    ['names a tag twice', (message) => message.replace('d=shop.test;', 'd=shop.test; d=shop.test;')],
    ['is of another version', (message) => message.replace('v=1', 'v=2')],
    [
      'is made for another domain',
      (message) => message.replace('d=shop.test;', 'd=shop.test; i=@evil.test;'),
    ],
    ['wants another way to the key', (message) => message.replace('d=shop.test;', 'd=shop.test; q=http;')],
    ['has a length that is no number', (message) => message.replace('d=shop.test;', 'd=shop.test; l=ten;')],
    ['has an algorithm that nobody knows', (message) => message.replace('rsa-sha256', 'rsa-md5')],
    ['is not base64', (message) => message.replace(/bh=./, 'bh=!')],
  ])('can never pass when it %s', async (_, damage) => {
    const message = await signed();
    const damaged = damage(message);
    expect(damaged).not.toBe(message);
    expect(await verifyMessage(damaged)).toMatchObject([{ result: 'PERMERROR' }]);
  });

  it.each<[string, string, string]>([
    ['is missing', 'v=spf1 -all', 'cannot be used'],
    ['is revoked', 'v=DKIM1; p=', 'cannot be used'],
    ['is of another type', ed25519.record, 'of another type'],
    ['has 512 bits', rsaSigningKey(512).record, 'cannot be used'],
    ['allows SHA-1 alone', `${rsa.record}; h=sha1`, 'cannot be used'],
  ])('can never pass when its key %s', async (_, record, reason) => {
    dns.publish(keyZone({ s1: record }));
    expect(await verifyMessage(await signed())).toMatchObject([
      { result: 'PERMERROR', reason: expect.stringContaining(reason) },
    ]);
  });

  it('can never pass without a record', async () => {
    dns.publish({});
    expect(await verifyMessage(await signed())).toMatchObject([
      { result: 'PERMERROR', reason: 'There is no key at s1._domainkey.shop.test.' },
    ]);
  });

  it('for a name below its domain passes only where the key allows that', async () => {
    const message = await signed(plain, { identity: 'news@eu.shop.test' });
    expect(await verifyMessage(message)).toMatchObject([{ result: 'PASS' }]);
    dns.publish(keyZone({ s1: `${rsa.record}; t=s` }));
    expect(await verifyMessage(message)).toMatchObject([{ result: 'PERMERROR' }]);
  });

  it('is not judged while DNS does not answer', async () => {
    dns.publish({ 's1._domainkey.shop.test': ['SERVFAIL'] });
    expect(await verifyMessage(await signed())).toMatchObject([{ result: 'TEMPERROR' }]);
  });

  it('is one of at most five that are looked at, those of the author first', async () => {
    let message = await signed();
    for (let count = 0; count < 7; count++) message = await signed(message, { signingDomain: 'esp.test' });
    expect(await verifyMessage(message)).toHaveLength(5);
    for (const authorDomain of ['shop.test', 'news.shop.test']) {
      const verified = await verifySignatures(readMessage(octetsOf(message)), dns.resolve(), {
        authorDomain,
      });
      expect(verified).toHaveLength(5);
      expect(verified[0]).toMatchObject({ domain: 'shop.test', result: 'PASS' });
    }
  });

  it('may name 200 fields, and no more', async () => {
    const from = 'From: news@shop.test';
    const list = (count: number) => `from${':b'.repeat(count - 1)}`;
    expect(await verifyMessage(signedByHand([from], list(200), [0]))).toMatchObject([{ result: 'PASS' }]);
    expect(await verifyMessage(signedByHand([from], list(201), [0]))).toMatchObject([
      { result: 'PERMERROR', reason: 'The list of signed fields has more than 200 names.' },
    ]);
  });

  it.each([
    ['a From field behind 500 others', `${'a:\r\n'.repeat(500)}From: boss@evil.test`],
    ['one after a bare LF', 'X: a\nFrom: boss@evil.test'],
    ['one after a bare CR', 'X: a\rFrom: boss@evil.test'],
    ['one after a NUL', '\0From: boss@evil.test'],
  ])('never passes with %s', async (_, added) => {
    const message = (await signed()).replace('Subject: Hello', `$&\r\n${added}`);
    expect(await verifyMessage(message)).toMatchObject([
      { domain: 'shop.test', result: 'PERMERROR', reason: expect.stringContaining('The header has') },
    ]);
  });
});

describe('a message of 64 KB that is made to be slow', () => {
  it.each([
    ['blanks', ' \t'.repeat(32_000)],
    ['empty lines', '\r\n'.repeat(32_000)],
    ['empty lines before a letter', `${'\r\n'.repeat(32_000)}a`],
    ['tags', 'b=;'.repeat(20_000)],
  ])(
    'is judged at once: %s',
    async (_, filling) => {
      const message = await signed();
      const [header = ''] = message.split('\r\n\r\n');
      for (const hostile of [`${header}\r\n\r\n${filling}`, message.replace('v=1;', `v=1; ${filling}`)]) {
        expect(await verifyMessage(hostile)).toHaveLength(1);
      }
    },
    2_000,
  );
});

describe('any message', { timeout: 60_000 }, () => {
  it('passes or not as mailauth says, whatever happens to it on its way', async () => {
    const passed = { yes: 0, no: 0 };
    const ways = fc.constantFrom('simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed');
    const lists = fc.constantFrom<string[]>(['From', 'Subject'], ['From', 'Subject', 'To', 'Cc', 'Date']);
    const lengths = fc.option(fc.nat(40), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        anyMessage,
        anyDamage,
        ways,
        lists,
        lengths,
        fc.constantFrom(rsa, ed25519),
        async (message, damage, canonicalization, headerList, maxBodyLength, key) => {
          const options = {
            canonicalization,
            headerList,
            ...(maxBodyLength !== undefined && { maxBodyLength }),
          };
          const received = damage(await signed(message, options, key));
          const [ours] = await verifyMessage(received);
          const [theirs] = await askMailauth(received);
          passed[theirs === 'pass' ? 'yes' : 'no']++;
          expect(ours?.result === 'PASS', received).toBe(theirs === 'pass');
        },
      ),
      { seed: 6376, numRuns: 400 },
    );
    // Otherwise nothing would have been compared.
    expect(Math.min(passed.yes, passed.no)).toBeGreaterThan(50);
  });
});
