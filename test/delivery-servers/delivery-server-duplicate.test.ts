import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, createGroup, createServer, everyServerField, mutate, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const duplicate = (input: object) =>
  mutate(app, 'deliveryServerDuplicate', input, `deliveryServer { ${everyServerField} }`);

describe('deliveryServerDuplicate', () => {
  it('copies settings and tags to a server that nobody uses, nobody has checked and nothing pauses', async () => {
    const rotation = { enabled: true, settings: '{"a": 1}' };
    const expectations = {
      dkim: [{ selector: 's1', domain: null, publicKey: 'AAAA' }],
      linkTarget: 'l.example',
    };
    const original = await createServer(app, { tags: ['eu'], senderRotation: rotation, expectations });
    const group = await createGroup(app);
    await assign(app, group.id, 'MARKETING', original.id);
    await mutate(app, 'deliveryServerPause', { id: original.id });
    const results = {
      emailDelivery: true,
      spf: true,
      dkim: true,
      dmarc: true,
      senderDomain: true,
      linkDomain: true,
      openDomain: true,
    };
    await mutate(app, 'deliveryServerTestResultsSave', {
      id: original.id,
      results,
      checkedAt: '2026-01-01T00:00:00Z',
    });

    const { deliveryServer: copy, userErrors } = await duplicate({ id: original.id });
    expect(userErrors).toEqual([]);
    expect(copy.id).not.toBe(original.id);
    // What the original was before anybody used, paused or checked it.
    expect(copy).toEqual({
      ...original,
      id: copy.id,
      legacyId: copy.legacyId,
      name: `${original.name} (copy)`,
      smtp: { ...original.smtp, passwordUpdatedAt: expect.any(String) },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(copy).toMatchObject({
      tags: ['eu'],
      senderRotation: rotation,
      expectations,
      verification: { status: 'NOT_CHECKED' },
    });
  });

  it('takes for the copy whatever a name may be', async () => {
    const { id } = await createServer(app, { name: 'two\nlines' });
    expect((await duplicate({ id })).deliveryServer.name).toBe('two\nlines (copy)');
    expect((await duplicate({ id, name: 'other\nlines' })).deliveryServer.name).toBe('other\nlines');
    expect(told((await duplicate({ id, name: 'bell\u0007' })).userErrors)).toEqual(['input.name INVALID']);
  });

  it('gives the copy the same password, sealed anew', async () => {
    const { id, legacyId } = await createServer(app, { smtp: { password: 'copied-password' } });
    const { deliveryServer: copy } = await duplicate({ id });
    const { body } = await app.legacy({ Command: 'deliveryservers.get' });
    const passwordOf = (rowId: number) => body.DeliveryServers[rowId].ConnectionParams.smtp_password;
    expect(passwordOf(copy.legacyId)).toBe('copied-password');
    const rows = await app.sql(
      'SELECT HEX(smtp_password_sealed) AS sealed FROM delivery_servers WHERE id IN (?)',
      [[legacyId, copy.legacyId]],
    );
    expect(rows[0].sealed).not.toBe(rows[1].sealed);
  });

  it('leaves the password behind when it is told to', async () => {
    const { id } = await createServer(app);
    const { deliveryServer: copy } = await duplicate({ id, withPassword: false, name: 'Without' });
    expect(copy).toMatchObject({ name: 'Without', smtp: { hasPassword: false, passwordUpdatedAt: null } });
  });

  it('keeps the name of the copy within 255 characters', async () => {
    const { id } = await createServer(app, { name: 'é'.repeat(255) });
    expect((await duplicate({ id })).deliveryServer.name).toBe(`${'é'.repeat(248)} (copy)`);
  });

  it('refuses what cannot be copied, and what cannot be a name', async () => {
    expect(told((await duplicate({ id: 'ds_999999' })).userErrors)).toEqual(['input.id NOT_FOUND']);
    expect(told((await duplicate({ id: 'nothing', name: ' ' })).userErrors)).toEqual([
      'input.id INVALID_ID',
      'input.name REQUIRED',
    ]);
  });
});
