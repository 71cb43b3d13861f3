import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noExpectations } from '../../src/verification/expectations.js';
import {
  createServer,
  everyServerField,
  mutate,
  readServer,
  serverInput,
  told,
  toldOfVariables,
} from '../support/operations.js';
import { newServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { label } from './accepted-settings.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const update = (id: string, expectations: object | null) =>
  mutate(app, 'deliveryServerUpdate', { id, expectations }, `deliveryServer { ${everyServerField} }`);

const everything = {
  sendingAddresses: ['192.0.2.1', '2001:db8::/64'],
  dkim: [
    { selector: 's1', domain: null, publicKey: null },
    { selector: 's2', domain: 'example.org', publicKey: 'AAAA' },
  ],
  spfInclude: 'spf.example.net',
  senderTarget: 'wl.example.net',
  linkTarget: 'links.example.net',
  openTarget: 'opens.example.net',
};

describe('the expectations of a server', () => {
  it('are kept as they are sent, in their order', async () => {
    const server = await createServer(app, { expectations: everything });
    expect(server.expectations).toEqual(everything);
    expect((await readServer(app, server.id)).expectations).toEqual(everything);
  });

  it('are none when they are left out, null or empty', async () => {
    for (const expectations of [
      undefined,
      null,
      {},
      { sendingAddresses: [], dkim: null, spfInclude: null },
    ]) {
      const change = expectations === undefined ? {} : { expectations };
      expect((await createServer(app, change)).expectations).toEqual(noExpectations);
    }
  });

  it('stay but for those that a change names', async () => {
    const { id } = await createServer(app, { expectations: everything });
    const sendingAddresses = ['203.0.113.9'];
    const { deliveryServer } = await update(id, { sendingAddresses, spfInclude: null });
    expect(deliveryServer.expectations).toEqual({ ...everything, sendingAddresses, spfInclude: null });
  });

  it('are replaced as a whole where they are a list, so that a key of before does not stay', async () => {
    const { id } = await createServer(app, { expectations: everything });
    const { deliveryServer } = await update(id, { dkim: [{ selector: 's2' }] });
    expect(deliveryServer.expectations.dkim).toEqual([{ selector: 's2', domain: null, publicKey: null }]);
  });

  it('are cleared one by one, and all of them by null', async () => {
    const { id } = await createServer(app, { expectations: everything });
    const { deliveryServer } = await update(id, { sendingAddresses: [], dkim: null });
    expect(deliveryServer.expectations).toEqual({ ...everything, sendingAddresses: [], dkim: [] });
    expect((await update(id, null)).deliveryServer.expectations).toEqual(noExpectations);
  });

  it('stay when an old client changes the server', async () => {
    const { id, legacyId } = await createServer(app, { expectations: everything });
    const { body } = await app.legacy({
      ...newServer,
      Command: 'deliveryserver.update',
      DeliveryServerID: legacyId,
      DeliveryServerName: 'Renamed by an old client',
    });
    expect(body).toMatchObject({ Success: true });
    expect(await readServer(app, id)).toMatchObject({
      name: 'Renamed by an old client',
      expectations: everything,
    });
  });
});

describe('mistakes in expectations', () => {
  it('are all told at once, each at its place', async () => {
    const expectations = {
      sendingAddresses: ['192.0.2.1', 'smtp.example.com', 'fe80::1%eth0', '192.0.2.0/33', ' '],
      dkim: [
        { selector: 's1', publicKey: 'no key' },
        { selector: 's1._domainkey.example.com' },
        { selector: '', publicKey: 'A'.repeat(8_193) },
      ],
    };
    const { userErrors } = await mutate(
      app,
      'deliveryServerCreate',
      serverInput({ name: ' ', expectations }),
    );
    expect(told(userErrors)).toEqual([
      'input.name REQUIRED',
      'input.expectations.sendingAddresses.1 INVALID',
      'input.expectations.sendingAddresses.2 INVALID',
      'input.expectations.sendingAddresses.3 INVALID',
      'input.expectations.sendingAddresses.4 REQUIRED',
      'input.expectations.dkim.0.publicKey INVALID',
      'input.expectations.dkim.1.selector INVALID',
      'input.expectations.dkim.2.selector REQUIRED',
      'input.expectations.dkim.2.publicKey TOO_LONG',
    ]);
  });

  it('are told beside values that do not fit the schema', async () => {
    const expectations = {
      sendingAddresses: [null, 'x'],
      dkim: [null, { domain: 'no domain' }],
      linkTarget: 'https://links.example.net',
    };
    const input = serverInput({ expectations });
    const query =
      'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { userErrors { code } } }';
    expect(toldOfVariables(await app.graphql(query, { input })).sort()).toEqual([
      'input.expectations.dkim.0 REQUIRED',
      'input.expectations.dkim.1.domain INVALID',
      'input.expectations.dkim.1.selector REQUIRED',
      'input.expectations.linkTarget INVALID',
      'input.expectations.sendingAddresses.0 REQUIRED',
      'input.expectations.sendingAddresses.1 INVALID',
    ]);
  });

  it('include a selector that makes no name together with its domain', async () => {
    const selector = [63, 63, 63, 34].map(label).join('.');
    const { id } = await createServer(app);
    const fits = await update(id, { dkim: [{ selector, domain: 'long.example' }] });
    expect(fits.userErrors).toEqual([]);
    const { userErrors } = await update(id, { dkim: [{ selector, domain: 'longer.example.org' }] });
    expect(told(userErrors)).toEqual(['input.expectations.dkim.0.selector INVALID']);
  });
});

describe('a public key', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const base64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const lines = base64.match(/.{1,64}/g)?.join('\n') ?? '';
  const [first, rest] = [base64.slice(0, 200), base64.slice(200)];

  it.each([
    ['in base64', base64],
    ['broken into lines', ` ${lines}\n`],
    ['as a PEM file has it', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['in a record', `v=DKIM1; k=rsa; p=${base64}`],
    ['in a record with tags behind it', `p = ${base64} ; t=s`],
    [
      'in a line of a zone file',
      `s1._domainkey IN TXT ( "v=DKIM1; h=sha256; k=rsa; "\n\t"p=${first}"\n\t"${rest}" )  ; ----- DKIM`,
    ],
  ])('%s is kept as its base64', async (_, sent) => {
    const server = await createServer(app, { expectations: { dkim: [{ selector: 's1', publicKey: sent }] } });
    expect(server.expectations.dkim[0].publicKey).toBe(base64);
  });

  it.each([
    [
      'a private key',
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      /private key.*nobody else/,
    ],
    [
      'a certificate',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      /base64, as it stands after p=/,
    ],
    ['a record without a key', 'v=DKIM1; k=rsa; p=', /base64/],
    ['a fingerprint', 'SHA256:abcdef', /base64/],
    ['nothing', '', /base64/],
  ])('is not %s', async (_, sent, expected) => {
    const { id } = await createServer(app);
    const query = `mutation ($input: DeliveryServerUpdateInput!) { deliveryServerUpdate(input: $input) { userErrors { field message } } }`;
    const input = { id, expectations: { dkim: [{ selector: 's1', publicKey: sent }] } };
    const { data } = await app.graphql(query, { input });
    const [{ field, message }] = data.deliveryServerUpdate.userErrors;
    expect(field).toEqual(['input', 'expectations', 'dkim', '0', 'publicKey']);
    expect(message).toMatch(expected);
    if (sent.length > 20) expect(message).not.toContain(sent.slice(30, 60));
  });
});
