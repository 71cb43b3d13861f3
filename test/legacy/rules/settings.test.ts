import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RequestParameters, requestFor } from '../../support/encodings.js';
import { createServer } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const password = 'a stored password';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryserver.create', () => {
  it('deliveryserver.create: an empty request answers [1,2,3,4,5,6,9,10,11], and auth adds 7', async () => {
    const codesOf = async (parameters: object) =>
      (await app.legacy({ Command: 'deliveryserver.create', ...parameters })).body.ErrorCode;
    expect(await codesOf({})).toEqual([1, 2, 3, 4, 5, 6, 9, 10, 11]);
    expect(await codesOf({ SendMethodSMTPAuth: true })).toEqual([1, 2, 3, 4, 5, 7, 9, 10, 11]);
    expect(await codesOf({ SendMethodSMTPAuth: 'True' })).toEqual([1, 2, 3, 4, 5, 7, 9, 10, 11]);
  });

  it('deliveryserver.create: the id is a number', async () => {
    const { text } = await app.legacy(requestFor('deliveryserver.create'));
    expect(text).toMatch(/^\{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServerID":[1-9]\d*\}$/);
  });

  it('deliveryserver.create: two servers may share a name and a host', async () => {
    const ids = [await createServer(app), await createServer(app)];
    expect(new Set(ids).size).toBe(2);
    expect((await entryOf(ids[0])).Name).toBe((await entryOf(ids[1])).Name);
  });

  it('deliveryserver.create: an IPv6 address in brackets is kept as sent, a port behind a host is not taken', async () => {
    const id = await createServer(app, { SendMethodSMTPHost: '[::1]' });
    expect((await entryOf(id)).ConnectionParams.smtp_host).toBe('[::1]');
    for (const SendMethodSMTPHost of [
      '[::1]:25',
      'smtp.example.com:smtp',
      'smtps:smtp.example.com',
      '[host]',
    ]) {
      const { body } = await app.legacy(requestFor('deliveryserver.create', { SendMethodSMTPHost }));
      expect([body.Success, body.ErrorCode], SendMethodSMTPHost).toEqual([false, [2]]);
    }
  });

  it('deliveryserver.create: a name is any text, tabs and line breaks too', async () => {
    const DeliveryServerName = 'a\tname\r\non two lines';
    const id = await createServer(app, { DeliveryServerName });
    expect((await entryOf(id)).Name).toBe(DeliveryServerName);
  });

  it('deliveryserver.create: stores sender rotation, as later releases do', async () => {
    const id = await createServer(app, { SenderRotation: 'Enabled', SenderRotation_Settings: { a: [1] } });
    expect((await entryOf(id)).Domains).toMatchObject({
      sender_rotation: true,
      sender_rotation_settings: '{"a":[1]}',
    });
  });

  it.each([undefined, 'Disabled', 'enabled', true])(
    'deliveryserver.create: SenderRotation %j is no sender rotation',
    async (SenderRotation) => {
      const id = await createServer(app, { SenderRotation, SenderRotationSettings: 'x' });
      expect((await entryOf(id)).Domains).not.toHaveProperty('sender_rotation');
    },
  );

  it('deliveryserver.create: a blank user name is stored as none when auth is false', async () => {
    const id = await createServer(app, { SendMethodSMTPAuth: 'false', SendMethodSMTPUsername: '  ' });
    expect((await entryOf(id)).ConnectionParams).toMatchObject({ smtp_auth: false, smtp_username: '' });
  });

  it.each([
    [30, 30],
    ['30', 30],
    [' 30', 30],
    ['30 ', 30],
    ['1.5', 1],
    ['1e3', 1000],
    ['+7', 7],
    ['.9', 0],
    [86_400, 86_400],
  ])('deliveryserver.create: the timeout %j is stored as %d whole seconds', async (value, seconds) => {
    const id = await createServer(app, { SendMethodSMTPTimeout: value });
    expect((await entryOf(id)).ConnectionParams.smtp_timeout).toBe(seconds);
  });

  it('deliveryserver.create: the host and the domains are kept as they are sent', async () => {
    const id = await createServer(app, {
      SendMethodSMTPHost: 'Relay_1.Example.COM',
      DomainSettings_LinkTracking: 'Track.Example.com',
      DomainSettings_OpenTracking: 'xn--bcher-kva.example',
      DomainSettings_MFrom: 'Bounce+tag@Example.com',
    });
    const other = await createServer(app, { SendMethodSMTPHost: 'MU\u0308NCHEN\u3002example.' });
    expect((await entryOf(other)).ConnectionParams.smtp_host).toBe('MU\u0308NCHEN\u3002example.');
    const { ConnectionParams, Domains } = await entryOf(id);
    expect([
      ConnectionParams.smtp_host,
      Domains.link_tracking,
      Domains.open_tracking,
      Domains.mfrom_domain,
    ]).toEqual([
      'Relay_1.Example.COM',
      'Track.Example.com',
      'xn--bcher-kva.example',
      'Bounce+tag@Example.com',
    ]);
  });
});

describe('a value with characters that nobody sees', () => {
  it.each<[string, unknown, number]>([
    ['DeliveryServerName', '\u200b', 1],
    ['SendMethodSMTPHost', 'smtp\u200b.example.com', 2],
    ['SendMethodSMTPHost', 'smtp\u00ad.example.com', 2],
    ['SendMethodSMTPHost', 'smtp\u2010relay.example.com', 2],
    ['SendMethodSMTPHost', 'smtp.example.com\u202e', 2],
    ['SendMethodSMTPHost', 'smtp\u2028.example.com', 2],
    ['SendMethodSMTPHost', '\u201csmtp.example.com\u201d', 2],
    ['SendMethodSMTPHost', 'smtp.example.com\uffff', 2],
    ['SendMethodSMTPUsername', 'user\r\nRCPT TO:<x@y.z>', 7],
    ['DomainSettings_LinkTracking', 'track\u2060.example.com', 9],
    ['DomainSettings_OpenTracking', 'open\ufeff.example.com', 10],
    ['DomainSettings_MFrom', 'bounce\u200d.example.com', 11],
    ['DomainSettings_EnforcedFrom', 'no\u200breply@example.com', 16],
  ])('is refused with the code of its parameter: %s %j', async (name, value, code) => {
    const { body } = await app.legacy(requestFor('deliveryserver.create', { [name]: value }));
    expect([body.Success, body.ErrorCode]).toEqual([false, [code]]);
  });
});

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
    const { ConnectionParams, Domains } = await entryOf(id);
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
    expect((await entryOf(id)).Domains).toMatchObject({
      sender_rotation: true,
      sender_rotation_settings: '',
    });
  });

  it('deliveryserver.update: a password that is left out is kept', async () => {
    const id = await fullServer();
    await update(id, { SendMethodSMTPPassword: undefined });
    expect((await entryOf(id)).ConnectionParams.smtp_password).toBe(password);
  });

  it('deliveryserver.update: a password that is sent empty is cleared', async () => {
    const id = await fullServer();
    await update(id, { SendMethodSMTPPassword: '' });
    expect((await entryOf(id)).ConnectionParams.smtp_password).toBe('');
  });

  it('deliveryserver.update: a password that is sent replaces the stored one', async () => {
    const id = await fullServer();
    await update(id, { SendMethodSMTPPassword: ' new ' });
    expect((await entryOf(id)).ConnectionParams.smtp_password).toBe(' new ');
  });

  it('deliveryserver.update: a refused update changes nothing', async () => {
    const id = await fullServer();
    const before = await entryOf(id);
    const { body } = await app.legacy(
      requestFor('deliveryserver.update', {
        DeliveryServerID: id,
        SendMethodSMTPPassword: '',
        SendMethodSMTPPort: 0,
      }),
    );
    expect(body.ErrorCode).toEqual([3]);
    expect(await entryOf(id)).toEqual(before);
  });

  it('deliveryserver.update: verification results stay as they are', async () => {
    const id = await createServer(app);
    await app.legacy(requestFor('deliveryserver.testresults', { DeliveryServerID: id }));
    const before = await entryOf(id);
    await update(id, { DeliveryServerName: 'Other' });
    const after = await entryOf(id);
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
    const { Domains } = await entryOf(id);
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
      expect((await entryOf(id)).Domains.sender_rotation_settings).toBe('underscored');
    }
    await update(id, { SenderRotationSettings: 'plain' });
    expect((await entryOf(id)).Domains.sender_rotation_settings).toBe('plain');
  });

  it('deliveryserver.update: rotation settings are text, whatever they look like', async () => {
    const id = await createServer(app);
    for (const settings of ['{"Mode": "x",\r\n "B":[1]}', 'a\0b', ' padded ', '0', 'x'.repeat(500_000)]) {
      await update(id, { SenderRotationSettings: settings });
      expect((await entryOf(id)).Domains.sender_rotation_settings).toBe(settings);
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

async function entryOf(id: number | undefined) {
  return (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers[id ?? 0];
}
