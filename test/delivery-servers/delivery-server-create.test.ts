import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noExpectations } from '../../src/verification/expectations.js';
import {
  createServer,
  everyServerField,
  mutate,
  readServer,
  serverInput,
  told,
} from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryServerCreate', () => {
  it('answers the whole new server', async () => {
    const before = Date.now();
    const server = await createServer(app);
    expect(server).toEqual({
      id: `ds_${server.legacyId}`,
      legacyId: expect.any(Number),
      version: 1,
      name: 'Primary SMTP Server',
      smtp: {
        host: 'smtp.example.com',
        port: 587,
        security: 'STARTTLS',
        timeoutSeconds: 45,
        authRequired: true,
        username: 'smtp_user',
        hasPassword: true,
        passwordUpdatedAt: expect.any(String),
      },
      domains: {
        linkTracking: 'track.example.com',
        openTracking: 'open.example.com',
        mailFrom: 'bounce.example.com',
        enforcedFrom: 'noreply@example.com',
        useSenderInfoAsMailFrom: true,
        useSenderInfoAsFrom: false,
      },
      senderRotation: { enabled: false, settings: null },
      expectations: noExpectations,
      verifyEvery: null,
      verification: {
        status: 'NOT_CHECKED',
        checks: [
          { kind: 'EMAIL_DELIVERY', status: 'NOT_CHECKED', source: null },
          { kind: 'SPF', status: 'NOT_CHECKED', source: null },
          { kind: 'DKIM', status: 'NOT_CHECKED', source: null },
          { kind: 'DMARC', status: 'NOT_CHECKED', source: null },
          { kind: 'SENDER_DOMAIN', status: 'NOT_CHECKED', source: null },
          { kind: 'LINK_DOMAIN', status: 'NOT_CHECKED', source: null },
          { kind: 'OPEN_DOMAIN', status: 'NOT_CHECKED', source: null },
        ],
        lastCheckedAt: null,
        source: null,
        certificateExpiresAt: null,
        certificateDaysLeft: null,
      },
      state: 'ENABLED',
      pause: null,
      tags: [],
      assignments: [],
      isAllocated: false,
      isPasswordDamaged: false,
      createdAt: expect.any(String),
      updatedAt: server.createdAt,
    });
    for (const time of [server.createdAt, server.smtp.passwordUpdatedAt]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(time) - before)).toBeLessThan(10_000);
    }
    expect(await readServer(app, server.id)).toEqual(server);
  });

  it('fills what is left out with its defaults', async () => {
    const { smtp, domains } = serverInput();
    const payload = await mutate(
      app,
      'deliveryServerCreate',
      {
        name: 'Sparse',
        smtp: { host: smtp.host, port: 25, security: 'NONE', authRequired: false },
        domains: {
          linkTracking: domains.linkTracking,
          openTracking: domains.openTracking,
          mailFrom: domains.mailFrom,
        },
      },
      `deliveryServer { ${everyServerField} }`,
    );
    expect(payload.userErrors).toEqual([]);
    expect(payload.deliveryServer).toMatchObject({
      smtp: { timeoutSeconds: 30, username: null, hasPassword: false, passwordUpdatedAt: null },
      domains: { enforcedFrom: null, useSenderInfoAsMailFrom: false, useSenderInfoAsFrom: false },
      senderRotation: { enabled: false, settings: null },
    });
  });

  it.each([
    ['a name with any characters', { name: 'Zürich — 東京 🚀' }, 'name', 'Zürich — 東京 🚀'],
    ['spaces around a name', { name: '  padded  ' }, 'name', '  padded  '],
    [
      'tabs and line breaks in a name',
      { name: 'a\tname\r\non two lines' },
      'name',
      'a\tname\r\non two lines',
    ],
    ['a host that is an IP address', { smtp: { host: '2001:db8::25' } }, 'smtp.host', '2001:db8::25'],
    ['an IPv6 address in brackets', { smtp: { host: '[::1]' } }, 'smtp.host', '[::1]'],
    [
      'an address as MAIL FROM',
      { domains: { mailFrom: 'b@example.com' } },
      'domains.mailFrom',
      'b@example.com',
    ],
    ['an empty user name as none', { smtp: { authRequired: false, username: '' } }, 'smtp.username', null],
    [
      'sender rotation with its settings to the letter',
      { senderRotation: { enabled: true, settings: '{"b": 1,\n "a": "é"}' } },
      'senderRotation',
      { enabled: true, settings: '{"b": 1,\n "a": "é"}' },
    ],
    ['an empty password as none', { smtp: { password: '' } }, 'smtp.hasPassword', false],
  ])('keeps %s', async (_, change, path, expected) => {
    const server = await createServer(app, change);
    expect(valueAt(server, path)).toEqual(expected);
    expect(valueAt(await readServer(app, server.id), path)).toEqual(expected);
  });

  it('takes a blank user name as none, however long it is', async () => {
    const server = await createServer(app, { smtp: { authRequired: false, username: '\t'.repeat(600) } });
    expect(server.smtp.username).toBeNull();
  });

  it('tells everything that is wrong at once, each with its path and code', async () => {
    const { deliveryServer, userErrors } = await mutate(
      app,
      'deliveryServerCreate',
      serverInput({
        name: '   ',
        smtp: {
          host: 'not a host',
          timeoutSeconds: 86_401,
          username: ' ',
          password: 'x'.repeat(1_048_577),
        },
        domains: { mailFrom: 'bounce@' },
      }),
      'deliveryServer { id }',
    );
    expect(deliveryServer).toBeNull();
    expect(told(userErrors)).toEqual([
      'input.name REQUIRED',
      'input.smtp.host INVALID',
      'input.smtp.timeoutSeconds OUT_OF_RANGE',
      'input.smtp.password TOO_LONG',
      'input.domains.mailFrom INVALID',
      'input.smtp.username REQUIRED',
    ]);
  });

  it('explains each error in a sentence that does not repeat the value', async () => {
    const canary = app.transcript.guard('refused value', 'canary-in-a-refused-host');
    const { data } = await app.graphql(
      `mutation ($input: DeliveryServerCreateInput!) {
        deliveryServerCreate(input: $input) { userErrors { field code message } }
      }`,
      { input: serverInput({ smtp: { host: `${canary} ?` } }) },
    );
    expect(data.deliveryServerCreate.userErrors).toEqual([
      { field: ['input', 'smtp', 'host'], code: 'INVALID', message: expect.stringMatching(/^[A-Z].*\.$/) },
    ]);
    expect(JSON.stringify(data)).not.toContain('canary');
  });

  it('stores nothing when it refuses', async () => {
    const count = async () => (await app.sql('SELECT COUNT(*) AS n FROM delivery_servers'))[0].n;
    const before = await count();
    await mutate(app, 'deliveryServerCreate', serverInput({ name: '' }));
    expect(await count()).toBe(before);
  });

  it('refuses half a character in sender rotation settings, which it could not give back', async () => {
    const payload = await mutate(
      app,
      'deliveryServerCreate',
      serverInput({ senderRotation: { enabled: true, settings: 'half \ud83d' } }),
      'deliveryServer { senderRotation { settings } }',
    );
    expect(told(payload.userErrors)).toEqual(['input.senderRotation.settings INVALID']);
  });
});

function valueAt(server: object, path: string): unknown {
  return path.split('.').reduce((value, key) => (value as Record<string, unknown>)[key] as object, server);
}
