import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, everyServerField, mutate } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const selection = `deliveryServer { ${everyServerField} }`;
const update = (input: object) => mutate(app, 'deliveryServerUpdate', input, selection);

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

async function storedPassword(legacyId: number): Promise<unknown> {
  const { body } = await app.legacy({ Command: 'deliveryservers.get' });
  return body.DeliveryServers[legacyId].ConnectionParams.smtp_password;
}
