import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import { createServer, removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, jsonType, post, postForm } from '../../support/wire.js';

const json = 'application/json; charset=utf-8';
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('the answers of commands', () => {
  it('A1: every error that a command reports answers HTTP 200', async () => {
    for (const Command of [
      'deliveryserver.create',
      'deliveryserver.update',
      'deliveryserver.testresults',
      'deliveryservers.delete',
      'deliveryservers.get',
      'deliveryserver.get',
      'admin.login',
      'admin.logout',
    ]) {
      const { status, body, headers } = await app.legacy({ Command });
      expect([Command, status, body.Success]).toEqual([Command, 200, false]);
      expect(headers.get('content-type')).toBe(json);
    }
  });

  it('A2: the keys of every answer stand in the order of the documentation', async () => {
    const id = await createServer(app);
    const orders: [object, string[]][] = [
      [requestFor('deliveryserver.create'), ['Success', 'ErrorCode', 'ErrorText', 'DeliveryServerID']],
      [
        requestFor('deliveryserver.update', { DeliveryServerID: id }),
        ['Success', 'ErrorCode', 'ErrorText', 'DeliveryServerID'],
      ],
      [
        requestFor('deliveryserver.testresults', { DeliveryServerID: id }),
        ['Success', 'ErrorCode', 'ErrorText'],
      ],
      [requestFor('deliveryservers.get'), ['Success', 'ErrorCode', 'DeliveryServers']],
      [
        { Command: 'deliveryserver.get', DeliveryServerID: id },
        ['Success', 'ErrorCode', 'ErrorText', 'DeliveryServer'],
      ],
      [requestFor('deliveryservers.delete', { DeliveryServerID: id }), ['Success', 'ErrorCode']],
      [{ Command: 'deliveryserver.create' }, ['Success', 'ErrorCode', 'ErrorText']],
      [{ Command: 'deliveryserver.update' }, ['Success', 'ErrorCode', 'ErrorText']],
      [{ Command: 'deliveryserver.testresults' }, ['Success', 'ErrorCode', 'ErrorText']],
      [{ Command: 'deliveryservers.delete' }, ['Success', 'ErrorCode']],
      [{ Command: 'deliveryservers.get', DeliveryServerID: id }, ['Success', 'ErrorCode']],
      [{ Command: 'deliveryserver.get' }, ['Success', 'ErrorCode', 'ErrorText']],
      [{ Command: 'nope' }, ['Success', 'ErrorCode', 'ErrorText', 'Errors']],
      [{ Command: 'deliveryservers.get', APIKey: '' }, ['Success', 'ErrorCode', 'ErrorText']],
    ];
    for (const [request, order] of orders) {
      expect([request, Object.keys((await app.legacy(request)).body)]).toEqual([request, order]);
    }
  });

  it('A2: the keys of a listed server stand in the order of the documentation', async () => {
    const id = await createServer(app);
    const { text } = await app.legacy({ Command: 'deliveryservers.get' });
    const keys = [...text.matchAll(/"([A-Za-z_]+)":/g)].map(([, key]) => key);
    expect(keys).toEqual([
      ...['Success', 'ErrorCode', 'DeliveryServers', 'DeliveryServerID', 'Name', 'ConnectionParams'],
      ...[
        'smtp_host',
        'smtp_port',
        'smtp_secure',
        'smtp_timeout',
        'smtp_auth',
        'smtp_username',
        'smtp_password',
      ],
      ...['Domains', 'link_tracking', 'open_tracking', 'mfrom_domain', 'enforced_from'],
      ...['senderinfo_as_mfrom', 'senderinfo_as_from', 'VerificationResults'],
      ...['email_delivery', 'spf', 'dkim', 'dmarc', 'sender_domain', 'link_domain', 'open_domain'],
      ...['VerificationLastCheckedAt', 'UserGroupAssignments', 'IsAllocated'],
    ]);
    expect(text).toContain(`{"${id}":{`);
  });

  it('A3: the code of a success is the scalar 0', async () => {
    const id = await createServer(app);
    for (const request of [
      requestFor('deliveryserver.create'),
      requestFor('deliveryserver.update', { DeliveryServerID: id }),
      requestFor('deliveryserver.testresults', { DeliveryServerID: id }),
      { Command: 'deliveryservers.get' },
      { Command: 'deliveryserver.get', DeliveryServerID: id },
      requestFor('deliveryservers.delete', { DeliveryServerID: id }),
    ]) {
      expect((await app.legacy(request)).text).toMatch(/^\{"Success":true,"ErrorCode":0[,}]/);
    }
  });

  it('A4: create, update and testresults answer lists of codes and texts of the same length', async () => {
    for (const Command of ['deliveryserver.create', 'deliveryserver.update', 'deliveryserver.testresults']) {
      const { body } = await app.legacy({ Command });
      expect(body.ErrorCode).toBeInstanceOf(Array);
      expect(body.ErrorText).toHaveLength(body.ErrorCode.length);
    }
  });

  it('A4: delete answers a list of codes, get a scalar, and neither has a text, also on success', async () => {
    expect((await app.legacy({ Command: 'deliveryservers.delete' })).text).toBe(
      '{"Success":false,"ErrorCode":[1]}',
    );
    expect((await app.legacy({ Command: 'deliveryservers.get' })).text).toBe(
      '{"Success":false,"ErrorCode":2}',
    );
    const id = await createServer(app);
    expect((await app.legacy({ Command: 'deliveryservers.get' })).text).not.toContain('ErrorText');
    const deletion = { Command: 'deliveryservers.delete', DeliveryServerID: id };
    expect((await app.legacy(deletion)).text).toBe('{"Success":true,"ErrorCode":0}');
  });

  it('A5: every problem is reported at once, codes ascending, each with its own text', async () => {
    const { text } = await app.legacy(
      requestFor('deliveryserver.create', {
        DomainSettings_EnforcedFrom: 'nobody',
        DeliveryServerName: '',
        SendMethodSMTPAuth: 'maybe',
        SendMethodSMTPPort: 'abc',
      }),
    );
    expect(text).toBe(
      '{"Success":false,"ErrorCode":[1,3,14,16],"ErrorText":["Missing deliveryservername","Missing sendmethodsmtpport","Invalid sendmethodsmtpauth value (must be: true, false)","Invalid email address value for domainsettings_enforcedfrom"]}',
    );
  });

  it.each([
    ['SendMethodSMTPSecure', [4]],
    ['SendMethodSMTPTimeout', [5]],
    ['SendMethodSMTPAuth', [6]],
  ])('A6: a missing %s is not also invalid', async (name, codes) => {
    expect((await app.legacy(requestFor('deliveryserver.create', { [name]: '' }))).body.ErrorCode).toEqual(
      codes,
    );
  });

  it('A6: the one exception is testresults without an id, which answers [1,3]', async () => {
    const { body } = await app.legacy(requestFor('deliveryserver.testresults', { DeliveryServerID: '' }));
    expect(body.ErrorCode).toEqual([1, 3]);
  });

  it.each([
    ['DeliveryServerName', 'n'.repeat(256), 1],
    ['DeliveryServerName', 'bell \u0007', 1],
    ['SendMethodSMTPHost', 'smtp\r\n.example.com', 2],
    ['SendMethodSMTPPort', 70000, 3],
    ['SendMethodSMTPUsername', 'u'.repeat(513), 7],
    ['DomainSettings_LinkTracking', 'not a domain', 9],
    ['DomainSettings_OpenTracking', 'not a domain', 10],
    ['DomainSettings_MFrom', 'not a domain', 11],
  ])('A7: an unacceptable %s answers its missing code', async (name, value, code) => {
    expect((await app.legacy(requestFor('deliveryserver.create', { [name]: value }))).body.ErrorCode).toEqual(
      [code],
    );
  });
});

describe('A8: an unknown command', () => {
  it.each(['nope', 'deliveryserver.verification', 'deliveryserver', 'deliveryserver.create ', 'a"b\\c<d>'])(
    'A8: %j is answered 400, 100003, before credentials are looked at',
    async (Command) => {
      const message = `Invalid API command: "${Command}" not found.`;
      const { status, text } = await app.legacy({ Command }, { key: null });
      expect(status).toBe(400);
      expect(text).toBe(
        JSON.stringify({
          Success: false,
          ErrorCode: 100003,
          ErrorText: message,
          Errors: [{ Code: 100003, Message: message }],
        }),
      );
    },
  );

  it('A8: no command at all is answered alike', async () => {
    for (const answer of [
      await ask(app, '/api.php'),
      await ask(app, '/api.php', { method: 'POST' }),
      await post(app, '{}', jsonType),
      await postForm(app, 'APIKey=x'),
    ]) {
      expect([answer.status, answer.body.ErrorCode, answer.body.ErrorText]).toEqual([
        400,
        100003,
        'Invalid API command: "" not found.',
      ]);
    }
  });

  it('A8: a long name is cut between characters, so that the answer is text', async () => {
    for (const filler of [98, 99, 100]) {
      const { body } = await app.legacy({ Command: `${'x'.repeat(filler)}${'🚀'.repeat(10)}` });
      expect(body.ErrorText.isWellFormed()).toBe(true);
    }
  });
});
