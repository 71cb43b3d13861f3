import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmtpSecurity } from '../../src/delivery-servers/delivery-server.js';
import type { DeliveryServerSettings } from '../../src/delivery-servers/delivery-server.rules.js';
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
      tags: ['new'],
    };
    const { deliveryServer } = await update({ id, ...settings });
    expect(deliveryServer).toMatchObject({ ...settings, createdAt });
  });

  it('clears with null what can be without a value', async () => {
    const { id } = await createServer(app, { senderRotation: { enabled: true, settings: 'some' } });
    const { deliveryServer, userErrors } = await update({
      id,
      smtp: { authRequired: false, username: null, password: null },
      domains: { enforcedFrom: null },
      senderRotation: { settings: null },
    });
    expect(userErrors).toEqual([]);
    expect(deliveryServer).toMatchObject({
      smtp: { username: null, hasPassword: false, passwordUpdatedAt: null },
      domains: { enforcedFrom: null },
      senderRotation: { enabled: true, settings: null },
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

describe('the password of an update', () => {
  it('is kept when left out', async () => {
    const before = await createServer(app, { smtp: { password: 'kept-password' } });
    const { deliveryServer } = await update({ id: before.id, smtp: { port: 2525 } });
    expect(deliveryServer.smtp.hasPassword).toBe(true);
    expect(deliveryServer.smtp.passwordUpdatedAt).toBe(before.smtp.passwordUpdatedAt);
    expect(await storedPassword(before.legacyId)).toBe('kept-password');
  });

  it('is replaced, with the time of the replacement', async () => {
    const before = await createServer(app, { smtp: { password: 'old-password' } });
    await sleep(5);
    const { deliveryServer } = await update({ id: before.id, smtp: { password: 'new pässword 🔑 ' } });
    expect(deliveryServer.smtp.passwordUpdatedAt > before.smtp.passwordUpdatedAt).toBe(true);
    expect(await storedPassword(before.legacyId)).toBe('new pässword 🔑 ');
  });

  it.each([null, ''])('is cleared by %j', async (password) => {
    const before = await createServer(app);
    const { deliveryServer } = await update({ id: before.id, smtp: { password } });
    expect(deliveryServer.smtp).toMatchObject({ hasPassword: false, passwordUpdatedAt: null });
    expect(await storedPassword(before.legacyId)).toBe('');
  });

  it('is set on a server that had none', async () => {
    const before = await createServer(app, { smtp: { password: null } });
    expect(before.smtp).toMatchObject({ hasPassword: false, passwordUpdatedAt: null });
    const { deliveryServer } = await update({ id: before.id, smtp: { password: 'first-password' } });
    expect(deliveryServer.smtp).toMatchObject({ hasPassword: true, passwordUpdatedAt: expect.any(String) });
    expect(await storedPassword(before.legacyId)).toBe('first-password');
  });

  it('is kept when the update is refused', async () => {
    const before = await createServer(app, { smtp: { password: 'kept-password' } });
    await update({ id: before.id, name: '', smtp: { password: 'never-stored' } });
    expect(await storedPassword(before.legacyId)).toBe('kept-password');
  });

  it('is never stored as it is', async () => {
    const { legacyId } = await createServer(app, { smtp: { password: 'plain-as-day' } });
    const [row] = await app.sql('SELECT smtp_password_sealed AS sealed FROM delivery_servers WHERE id = ?', [
      legacyId,
    ]);
    expect(row.sealed.includes('plain-as-day')).toBe(false);
  });
});

describe('the version of a server', () => {
  it('counts every change from 1, whoever makes it', async () => {
    const { id } = await createServer(app);
    expect((await update({ id, name: 'Two' })).deliveryServer.version).toBe(2);
    expect((await update({ id, expectedVersion: 2, name: 'Three' })).deliveryServer.version).toBe(3);
    expect((await update({ id, name: '' })).deliveryServer).toBeNull();
    expect((await readServer(app, id)).version).toBe(3);
  });

  it('stops an update that expects another one, and the answer has the server as it is', async () => {
    const { id } = await createServer(app);
    const { deliveryServer: current } = await update({ id, name: 'Someone was faster' });
    for (const expectedVersion of [1, 3, 0, -1]) {
      const { deliveryServer, userErrors } = await update({ id, expectedVersion, name: 'Too late' });
      expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
      expect(deliveryServer).toEqual(current);
    }
    expect(await readServer(app, id)).toEqual(current);
  });

  it('lets one of several updates through that expect the same one', async () => {
    const { id } = await createServer(app);
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => update({ id, expectedVersion: 1, name: `Racer ${index}` })),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect((await readServer(app, id)).version).toBe(2);
  });

  it('grows by each of several concurrent updates, none of which loses what another wrote', async () => {
    const { id } = await createServer(app);
    const patches = [
      { name: 'Concurrent' },
      { smtp: { port: 2525 } },
      { smtp: { timeoutSeconds: 7 } },
      { domains: { mailFrom: 'm.example.org' } },
      { domains: { enforcedFrom: null } },
      { senderRotation: { enabled: true } },
      { senderRotation: { settings: 'kept' } },
    ];
    await Promise.all(patches.map((patch) => update({ id, ...patch })));
    expect(await readServer(app, id)).toMatchObject({
      version: 1 + patches.length,
      name: 'Concurrent',
      smtp: { port: 2525, timeoutSeconds: 7 },
      domains: { mailFrom: 'm.example.org', enforcedFrom: null },
      senderRotation: { enabled: true, settings: 'kept' },
    });
  });
});

async function storedPassword(legacyId: number): Promise<unknown> {
  const { body } = await app.legacy({ Command: 'deliveryservers.get' });
  return body.DeliveryServers[legacyId].ConnectionParams.smtp_password;
}

/** `{ smtp: { port: value } }` for `smtp.port`. */
function at(path: string, value: unknown): object {
  return path.split('.').reduceRight((inner: unknown, key) => ({ [key]: inner }), value) as object;
}
