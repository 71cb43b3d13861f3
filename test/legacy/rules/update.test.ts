import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RequestParameters, requestFor } from '../../support/encodings.js';
import { createServer } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { entryOf } from '../listed-servers.js';

const password = 'a stored password';
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryserver.update', () => {
  it('deliveryserver.update: replaces, so every required parameter is required again', async () => {
    const id = await createServer(app);
    const { body } = await app.legacy({ Command: 'deliveryserver.update', DeliveryServerID: id });
    expect(body.ErrorCode).toEqual([1, 2, 3, 4, 5, 6, 9, 10, 11]);
  });

  it('deliveryserver.update: an optional value that is left out goes back to its default', async () => {
    const id = await fullServer();
    await update(id, {
      SendMethodSMTPAuth: false,
      SendMethodSMTPUsername: undefined,
      SendMethodSMTPPassword: undefined,
      SenderRotation: undefined,
    });
    const { ConnectionParams, Domains } = await entryOf(app, id);
    expect(ConnectionParams).toMatchObject({ smtp_auth: false, smtp_username: '' });
    expect(Domains).toEqual({
      link_tracking: 'track.example.com',
      open_tracking: 'open.example.com',
      mfrom_domain: 'bounce.example.com',
      enforced_from: '',
      senderinfo_as_mfrom: false,
      senderinfo_as_from: false,
    });
    await update(id, { SenderRotation: 'Enabled' });
    expect((await entryOf(app, id)).Domains).toMatchObject({
      sender_rotation: true,
      sender_rotation_settings: '',
    });
  });

  it('deliveryserver.update: a password that is left out is kept', async () => {
    const id = await fullServer();
    await update(id, { SendMethodSMTPPassword: undefined });
    expect((await entryOf(app, id)).ConnectionParams.smtp_password).toBe(password);
  });

  it('deliveryserver.update: a password that is sent empty is cleared', async () => {
    const id = await fullServer();
    await update(id, { SendMethodSMTPPassword: '' });
    expect((await entryOf(app, id)).ConnectionParams.smtp_password).toBe('');
  });

  it('deliveryserver.update: a password that is sent replaces the stored one', async () => {
    const id = await fullServer();
    await update(id, { SendMethodSMTPPassword: ' new ' });
    expect((await entryOf(app, id)).ConnectionParams.smtp_password).toBe(' new ');
  });

  it('deliveryserver.update: a refused update changes nothing', async () => {
    const id = await fullServer();
    const before = await entryOf(app, id);
    const { body } = await app.legacy(
      requestFor('deliveryserver.update', {
        DeliveryServerID: id,
        SendMethodSMTPPassword: '',
        SendMethodSMTPPort: 0,
      }),
    );
    expect(body.ErrorCode).toEqual([3]);
    expect(await entryOf(app, id)).toEqual(before);
  });

  it('deliveryserver.update: verification results stay as they are', async () => {
    const id = await createServer(app);
    await app.legacy(requestFor('deliveryserver.testresults', { DeliveryServerID: id }));
    const before = await entryOf(app, id);
    await update(id, { DeliveryServerName: 'Other' });
    const after = await entryOf(app, id);
    expect(after.Name).toBe('Other');
    expect(after.VerificationResults).toEqual(before.VerificationResults);
    expect(after.VerificationLastCheckedAt).toBe('2025-12-28 10:30:00');
  });

  it('deliveryserver.update: an unknown id is told last, after the fields', async () => {
    for (const DeliveryServerID of [
      2_000_000_000,
      0,
      -1,
      'abc',
      '1.5',
      '99999999999999999999',
      [1],
      undefined,
    ]) {
      const request = requestFor('deliveryserver.update', { DeliveryServerID, DeliveryServerName: '' });
      const { body } = await app.legacy(request);
      expect([DeliveryServerID, body.ErrorCode]).toEqual([DeliveryServerID, [1, 17]]);
    }
  });

  it('deliveryserver.update: the id is a number or digits', async () => {
    const id = await createServer(app);
    for (const DeliveryServerID of [id, String(id)]) {
      const { body } = await app.legacy(requestFor('deliveryserver.update', { DeliveryServerID }));
      expect(body).toEqual({ Success: true, ErrorCode: 0, ErrorText: '', DeliveryServerID: id });
    }
  });

  it.each([
    ['Enabled', true],
    ['enabled', false],
    ['Disabled', false],
    [true, false],
    ['', false],
  ])('deliveryserver.update: SenderRotation %j is %j', async (SenderRotation, isOn) => {
    const id = await createServer(app);
    await update(id, { SenderRotation, SenderRotationSettings: 'settings' });
    const { Domains } = await entryOf(app, id);
    expect(Object.keys(Domains).slice(6)).toEqual(
      isOn ? ['sender_rotation', 'sender_rotation_settings'] : [],
    );
  });

  it('deliveryserver.update: the underscored spelling of the rotation settings wins', async () => {
    const id = await createServer(app);
    for (const settings of [
      { SenderRotationSettings: 'plain', SenderRotation_Settings: 'underscored' },
      { SenderRotation_Settings: 'underscored', SenderRotationSettings: 'plain' },
      { senderrotation_settings: 'underscored' },
    ]) {
      await update(id, settings);
      expect((await entryOf(app, id)).Domains.sender_rotation_settings).toBe('underscored');
    }
    await update(id, { SenderRotationSettings: 'plain' });
    expect((await entryOf(app, id)).Domains.sender_rotation_settings).toBe('plain');
  });

  it('deliveryserver.update: rotation settings are text, whatever they look like', async () => {
    const id = await createServer(app);
    for (const settings of ['{"Mode": "x",\r\n "B":[1]}', 'a\0b', ' padded ', '0', 'x'.repeat(500_000)]) {
      await update(id, { SenderRotationSettings: settings });
      expect((await entryOf(app, id)).Domains.sender_rotation_settings).toBe(settings);
    }
  });
});

async function fullServer(): Promise<number> {
  const id = await createServer(app);
  await update(id, {
    SendMethodSMTPUsername: 'somebody',
    SendMethodSMTPPassword: password,
    DomainSettings_EnforcedFrom: 'noreply@example.com',
    SenderInfoAsMFrom: 'Enabled',
    SenderInfoAsFrom: 'Enabled',
    SenderRotation: 'Enabled',
    SenderRotationSettings: 'settings',
  });
  return id;
}

/** Sends the documented update, changed. */
async function update(id: number, change: RequestParameters): Promise<void> {
  const { body, text } = await app.legacy(
    requestFor('deliveryserver.update', { DeliveryServerID: id, SenderRotation: 'Enabled', ...change }),
  );
  expect(body.Success, text).toBe(true);
}
