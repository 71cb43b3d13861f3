import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryServerSettings } from '../../src/delivery-servers/delivery-server.rules.js';
import { SmtpSecurity } from '../../src/verification/smtp/smtp-security.js';
import {
  createGroup,
  createServer,
  everyServerField,
  mutate,
  readServer,
  told,
} from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What can be set and read again. */
type EverySetting = Required<Omit<DeliveryServerSettings, 'smtp'>> & {
  smtp: Omit<DeliveryServerSettings['smtp'], 'password'>;
};

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const selection = `deliveryServer { ${everyServerField} }`;
const update = (input: object) => mutate(app, 'deliveryServerUpdate', input, selection);

describe('deliveryServerUpdate', () => {
  it('keeps what the input leaves out', async () => {
    const before = await createServer(app, { senderRotation: { enabled: true, settings: '[1]' } });
    const { deliveryServer, userErrors } = await update({ id: before.id, name: 'Renamed' });
    expect(userErrors).toEqual([]);
    expect(deliveryServer).toEqual({
      ...before,
      name: 'Renamed',
      version: 2,
      updatedAt: deliveryServer.updatedAt,
    });
    expect(await readServer(app, before.id)).toEqual(deliveryServer);
  });

  it('changes one field of a group of settings and keeps its neighbours', async () => {
    const before = await createServer(app);
    const { deliveryServer } = await update({ id: before.id, smtp: { port: 465 }, domains: {} });
    expect(deliveryServer).toEqual({
      ...before,
      smtp: { ...before.smtp, port: 465 },
      version: 2,
      updatedAt: deliveryServer.updatedAt,
    });
  });

  it('changes everything at once', async () => {
    const { id, createdAt } = await createServer(app);
    const settings: EverySetting = {
      name: 'All new',
      smtp: {
        host: '192.0.2.25',
        port: 465,
        security: SmtpSecurity.IMPLICIT_TLS,
        timeoutSeconds: 0,
        authRequired: false,
        username: 'another',
      },
      domains: {
        linkTracking: 'l.example.org',
        openTracking: 'o.example.org',
        mailFrom: 'bounce@example.org',
        enforcedFrom: 'from@example.org',
        useSenderInfoAsMailFrom: false,
        useSenderInfoAsFrom: true,
      },
      senderRotation: { enabled: true, settings: 'by hand' },
      verifyEvery: '6h',
      expectations: {
        sendingAddresses: ['192.0.2.25'],
        dkim: [{ selector: 'k1', domain: 'example.org', publicKey: 'AAAA' }],
        spfInclude: 'spf.example.net',
        senderTarget: 's.example.net',
        linkTarget: 'l.example.net',
        openTarget: 'o.example.net',
      },
      tags: ['new'],
    };
    const { deliveryServer } = await update({ id, ...settings });
    expect(deliveryServer).toMatchObject({ ...settings, createdAt });
  });

  it('clears with null what can be without a value', async () => {
    const { id } = await createServer(app, {
      senderRotation: { enabled: true, settings: 'some' },
      verifyEvery: 'never',
    });
    const { deliveryServer, userErrors } = await update({
      id,
      smtp: { authRequired: false, username: null, password: null },
      domains: { enforcedFrom: null },
      senderRotation: { settings: null },
      verifyEvery: null,
    });
    expect(userErrors).toEqual([]);
    expect(deliveryServer).toMatchObject({
      smtp: { username: null, hasPassword: false, passwordUpdatedAt: null },
      domains: { enforcedFrom: null },
      senderRotation: { enabled: true, settings: null },
      verifyEvery: null,
    });
  });

  it.each([
    ['name'],
    ['smtp.host'],
    ['smtp.port'],
    ['smtp.security'],
    ['smtp.timeoutSeconds'],
    ['smtp.authRequired'],
    ['domains.linkTracking'],
    ['domains.openTracking'],
    ['domains.mailFrom'],
    ['domains.useSenderInfoAsMailFrom'],
    ['domains.useSenderInfoAsFrom'],
    ['senderRotation.enabled'],
  ])('refuses null for %s, which cannot be without a value', async (path) => {
    const before = await createServer(app);
    const { deliveryServer, userErrors } = await update({ id: before.id, ...at(path, null) });
    expect(deliveryServer).toBeNull();
    expect(told(userErrors)).toEqual([`input.${path} REQUIRED`]);
    expect(await readServer(app, before.id)).toEqual(before);
  });

  it('tells everything that is wrong at once, with the id and the version too', async () => {
    const { id } = await createServer(app);
    const faults = { name: ' ', smtp: { host: '-', username: null }, domains: { mailFrom: 'x y' } };
    const expected = [
      'input.name REQUIRED',
      'input.smtp.host INVALID',
      'input.domains.mailFrom INVALID',
      'input.smtp.username REQUIRED',
    ];
    const conflicting = await update({ id, expectedVersion: 9, ...faults });
    expect(told(conflicting.userErrors)).toEqual([...expected, 'input.expectedVersion VERSION_CONFLICT']);
    const missing = await update({ id: 'ds_2147483647', ...faults });
    expect(told(missing.userErrors)).toEqual([...expected.slice(0, 3), 'input.id NOT_FOUND']);
  });

  it.each([
    ['ds_2147483647', 'NOT_FOUND'],
    ['ds_0', 'INVALID_ID'],
    ['5', 'INVALID_ID'],
    ['', 'INVALID_ID'],
    ['ug_1', 'INVALID_ID'],
  ])('answers for the id %j: %s', async (id, code) => {
    const { deliveryServer, userErrors } = await update({ id, name: 'Nobody' });
    expect(deliveryServer).toBeNull();
    expect(told(userErrors)).toEqual([`input.id ${code}`]);
  });

  it('answers INVALID_ID for the id of a user group that exists', async () => {
    const { id } = await createGroup(app);
    expect(told((await update({ id, name: 'Nobody' })).userErrors)).toEqual(['input.id INVALID_ID']);
  });
});

describe('the user name of an update', () => {
  it('is required once authRequired becomes true on a server that has none', async () => {
    const { id } = await createServer(app, { smtp: { authRequired: false, username: null } });
    const refused = await update({ id, smtp: { authRequired: true } });
    expect(told(refused.userErrors)).toEqual(['input.smtp.username REQUIRED']);
    const together = await update({ id, smtp: { authRequired: true, username: 'someone' } });
    expect(together.userErrors).toEqual([]);
  });

  it('cannot be cleared while the stored server requires it', async () => {
    const { id } = await createServer(app);
    const refused = await update({ id, smtp: { username: null } });
    expect(told(refused.userErrors)).toEqual(['input.smtp.username REQUIRED']);
    const together = await update({ id, smtp: { authRequired: false, username: null } });
    expect(together.userErrors).toEqual([]);
  });
});

/** `{ smtp: { port: value } }` for `smtp.port`. */
function at(path: string, value: unknown): object {
  return path.split('.').reduceRight((inner: unknown, key) => ({ [key]: inner }), value) as object;
}
