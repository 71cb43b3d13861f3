import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import {
  createServer,
  createServerWithId,
  removeServers,
  restoreDocumentedInstallation,
} from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, partsOf, writeRaw } from '../../support/wire.js';
import { parseXml, xmlAt } from '../xml.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryservers.get', () => {
  beforeEach(() => removeServers(app));

  it('deliveryservers.get: no server at all answers the scalar 2', async () => {
    expect((await list()).text).toBe('{"Success":false,"ErrorCode":2}');
  });

  it('deliveryservers.get: the text is in the order of names, not of the keys that look like numbers', async () => {
    await createNamed(9, 'b');
    await createNamed(10, 'a');
    await createNamed(11, 'a');
    const { text } = await list();
    expect(idsIn(text)).toEqual([10, 11, 9]);
    const inXml = await ask(app, `/api.php?${formOf({ ...listRequest(), ResponseFormat: 'XML' })}`);
    const names = xmlAt(parseXml(inXml.text), 'DeliveryServers').children.map(({ name }) => name);
    expect(names).toEqual(['node_10', 'node_11', 'node_9']);
  });

  it('deliveryservers.get: ids are strings, port and timeout numbers, flags booleans', async () => {
    await restoreDocumentedInstallation(app);
    const entry = (await list()).body.DeliveryServers[123];
    expect(entry.DeliveryServerID).toBe('123');
    expect(entry.ConnectionParams).toMatchObject({ smtp_port: 587, smtp_timeout: 30, smtp_auth: true });
    expect(entry.Domains).toMatchObject({ senderinfo_as_mfrom: false, senderinfo_as_from: false });
    expect(entry.IsAllocated).toBe(true);
    expect(entry.UserGroupAssignments).toEqual([
      { UserGroupID: '1', GroupName: 'Default User Group', Channels: ['Marketing', 'Transactional'] },
      { UserGroupID: '5', GroupName: 'Enterprise Users', Channels: ['AutoResponder'] },
    ]);
  });

  it('deliveryservers.get: channels stand in the order Marketing, Transactional, AutoResponder', async () => {
    await restoreDocumentedInstallation(app);
    for (const channel of ['AUTO_RESPONDER', 'TRANSACTIONAL', 'MARKETING']) {
      await app.graphql(
        `mutation { channelAssignmentSet(input: { userGroupId: "ug_5", channel: ${channel}, deliveryServerId: "ds_123" }) { userErrors { code } } }`,
      );
    }
    const { UserGroupAssignments } = (await list()).body.DeliveryServers[123];
    expect(UserGroupAssignments[1].Channels).toEqual(['Marketing', 'Transactional', 'AutoResponder']);
  });

  it('deliveryservers.get: a server that nobody uses and nobody tested says so', async () => {
    const id = await createServer(app);
    const entry = (await list()).body.DeliveryServers[id];
    expect(JSON.stringify(entry.VerificationResults)).toBe(
      '{"email_delivery":false,"spf":false,"dkim":false,"dmarc":false,"sender_domain":false,"link_domain":false,"open_domain":false}',
    );
    expect(entry).toMatchObject({
      VerificationLastCheckedAt: null,
      UserGroupAssignments: [],
      IsAllocated: false,
    });
  });

  it('deliveryservers.get: what is unset is an empty text, and Domains has its six keys', async () => {
    const id = await createServer(app, {
      SendMethodSMTPAuth: false,
      SendMethodSMTPUsername: undefined,
      SendMethodSMTPPassword: undefined,
      DomainSettings_EnforcedFrom: undefined,
    });
    const { ConnectionParams, Domains } = (await list()).body.DeliveryServers[id];
    expect(ConnectionParams).toMatchObject({ smtp_username: '', smtp_password: '' });
    expect(Domains.enforced_from).toBe('');
    expect(Object.keys(Domains)).toHaveLength(6);
  });

  it('deliveryservers.get: a server with sender rotation has two keys more', async () => {
    const id = await createServer(app);
    const rotation = { SenderRotation: 'Enabled', SenderRotationSettings: '{"Mode":"x"}' };
    await app.legacy(requestFor('deliveryserver.update', { DeliveryServerID: id, ...rotation }));
    const { Domains } = (await list()).body.DeliveryServers[id];
    expect(JSON.stringify(Domains)).toMatch(
      /"sender_rotation":true,"sender_rotation_settings":"\{\\"Mode\\":\\"x\\"\}"\}$/,
    );
  });

  it('deliveryservers.get: the password is shown to a credential that may read secrets, and to no other', async () => {
    const id = await createServer(app, { SendMethodSMTPPassword: 'shown here' });
    const entryFor = async (scopes: ('READ' | 'SECRETS')[]) =>
      (await app.legacy({ Command: 'deliveryservers.get' }, { key: await app.createKey(scopes) })).body
        .DeliveryServers[id];
    expect((await entryFor(['READ', 'SECRETS'])).ConnectionParams.smtp_password).toBe('shown here');
    const hidden = await entryFor(['READ']);
    expect(hidden.ConnectionParams).not.toHaveProperty('smtp_password');
    expect(JSON.stringify(hidden)).toContain('"HasSMTPPassword":true');
  });

  it('deliveryservers.get: a setting hides the password from everyone', async () => {
    const hiding = await startTestApp({ legacySmtpPasswords: 'hide' });
    try {
      await createServer(hiding, { SendMethodSMTPPassword: 'shown nowhere' });
      await createServer(hiding, { SendMethodSMTPPassword: '' });
      const { text } = await hiding.legacy({ Command: 'deliveryservers.get' });
      expect(text).not.toContain('smtp_password');
      expect(text).not.toContain('shown nowhere');
      expect(text.match(/"HasSMTPPassword":(true|false)/g)).toEqual([
        '"HasSMTPPassword":true',
        '"HasSMTPPassword":false',
      ]);
    } finally {
      await hiding.stop();
    }
  });
});

describe('deliveryservers.get with optional parameters', () => {
  const plainKeys = ['Success', 'ErrorCode', 'DeliveryServers'];
  const toldKeys = [
    ...['Success', 'ErrorCode', 'TotalDeliveryServerCount', 'RecordsFrom', 'RecordsPerRequest'],
    ...['OrderField', 'OrderType', 'DeliveryServers'],
  ];

  beforeAll(async () => {
    await removeServers(app);
    for (const [id, name, checkedAt] of [
      [101, 'delta', '2025-01-03 00:00:00'],
      [102, 'Bravo', null],
      [103, 'alpha', '2025-01-01 00:00:00'],
      [104, 'charlie', '2025-01-02 00:00:00'],
    ] as const) {
      await createNamed(id, name);
      const results = requestFor('deliveryserver.testresults', {
        DeliveryServerID: id,
        LastCheckedAt: checkedAt,
      });
      if (checkedAt) await app.legacy(results);
    }
  });

  it('DeliveryServerID: gives only that one', async () => {
    for (const DeliveryServerID of [103, '103']) {
      const { body } = await list({ DeliveryServerID });
      expect(Object.keys(body)).toEqual(toldKeys);
      expect(Object.keys(body.DeliveryServers)).toEqual(['103']);
    }
  });

  it.each([999, '999', 0, -1, 'abc', '99999999999', '101,102'])(
    'DeliveryServerID: %j, which no server has, answers 2',
    async (DeliveryServerID) => {
      expect((await list({ DeliveryServerID })).text).toBe('{"Success":false,"ErrorCode":2}');
    },
  );

  it.each([
    ['Name', 'ASC', [103, 102, 104, 101]],
    ['Name', 'DESC', [101, 104, 102, 103]],
    ['DeliveryServerID', 'ASC', [101, 102, 103, 104]],
    ['DeliveryServerID', 'DESC', [104, 103, 102, 101]],
    ['VerificationLastCheckedAt', 'ASC', [102, 103, 104, 101]],
    ['VerificationLastCheckedAt', 'DESC', [101, 104, 103, 102]],
  ])('OrderField and OrderType: %s %s is the order of the text', async (OrderField, OrderType, ids) => {
    const { text, body } = await list({ OrderField, OrderType });
    expect(idsIn(text)).toEqual(ids);
    expect(body).toMatchObject({ OrderField, OrderType, TotalDeliveryServerCount: 4 });
  });

  it('OrderField and OrderType: each alone is enough', async () => {
    expect(idsIn((await list({ OrderField: 'DeliveryServerID' })).text)).toEqual([101, 102, 103, 104]);
    expect(idsIn((await list({ OrderType: 'DESC' })).text)).toEqual([101, 104, 102, 103]);
  });

  it('RecordsFrom and RecordsPerRequest: give a slice', async () => {
    const { text, body } = await list({ RecordsFrom: 1, RecordsPerRequest: '2' });
    expect(idsIn(text)).toEqual([102, 104]);
    expect(JSON.stringify(body)).toMatch(
      /^\{"Success":true,"ErrorCode":0,"TotalDeliveryServerCount":4,"RecordsFrom":1,"RecordsPerRequest":2,"OrderField":"Name","OrderType":"ASC","DeliveryServers":\{/,
    );
    expect(idsIn((await list({ RecordsFrom: 3 })).text)).toEqual([101]);
    expect(idsIn((await list({ RecordsPerRequest: 1 })).text)).toEqual([103]);
    expect(idsIn((await list({ RecordsPerRequest: 0 })).text)).toHaveLength(4);
  });

  it('RecordsFrom: beyond the end nothing is found, which is 2', async () => {
    for (const RecordsFrom of [4, 1_000_000, '99999999999', '999999999999999999999']) {
      expect([RecordsFrom, (await list({ RecordsFrom })).text]).toEqual([
        RecordsFrom,
        '{"Success":false,"ErrorCode":2}',
      ]);
    }
  });

  it('TotalDeliveryServerCount: and the other details are told only when a parameter is sent', async () => {
    expect(Object.keys((await list()).body)).toEqual(plainKeys);
    expect(Object.keys((await list({ OrderField: '', RecordsFrom: null, OrderType: ' ' })).body)).toEqual(
      plainKeys,
    );
    expect(Object.keys((await list({ OrderBy: 'Name', Unknown: 1 })).body)).toEqual(plainKeys);
    for (const one of [
      { RecordsFrom: 0 },
      { RecordsPerRequest: 0 },
      { OrderField: 'Name' },
      { OrderType: 'ASC' },
    ]) {
      expect(Object.keys((await list(one)).body)).toEqual(toldKeys);
    }
  });
});

describe('deliveryservers.get with 1,203 servers', () => {
  const total = 1_203;

  beforeAll(() => removeServers(app));

  it.each([
    ['names of their own', (index: number) => `server ${String((index * 7_919) % total).padStart(5, '0')}`],
    ['one and the same name', () => 'the same'],
    [
      'names that differ by letter case, accents and spaces alone',
      (index: number) => ['mail', 'Mail', 'máil', 'MAIL ', 'mail  '][index % 5] ?? '',
    ],
    ['names of emoji', (index: number) => ['🚀', '🎈', '🚀 ', '', ''][index % 3] ?? ''],
  ])('deliveryservers.get: %s all come, each once, in order', async (_, nameOf) => {
    await fill(nameOf);
    const { text, body } = await list();
    const ordered = await app.sql('SELECT id FROM delivery_servers ORDER BY name, id');
    expect(idsIn(text)).toEqual(ordered.map(({ id }) => id));
    expect(Object.keys(body.DeliveryServers)).toHaveLength(total);
  });

  it('deliveryservers.get: all come in every order, in XML and over HTTP/1.0 too', async () => {
    await fill((index) => `server ${index % 400}`);
    await app.sql(
      "UPDATE delivery_servers SET check_last_checked_at = '2025-01-01' + INTERVAL id % 7 DAY WHERE id % 3 > 0",
    );
    for (const [OrderField, column] of [
      ['Name', 'name'],
      ['DeliveryServerID', 'id'],
      ['VerificationLastCheckedAt', 'check_last_checked_at'],
    ]) {
      for (const OrderType of ['ASC', 'DESC']) {
        const ordered = await app.sql(
          `SELECT id FROM delivery_servers ORDER BY ${column} ${OrderType}, id ${OrderType}`,
        );
        const { text, body } = await list({ OrderField, OrderType });
        expect(idsIn(text)).toEqual(ordered.map(({ id }) => id));
        expect(body.TotalDeliveryServerCount).toBe(total);
      }
    }
    const inXml = await ask(app, `/api.php?${formOf({ ...listRequest(), ResponseFormat: 'XML' })}`);
    expect(xmlAt(parseXml(inXml.text), 'DeliveryServers').children).toHaveLength(total);

    const { head, body } = partsOf(
      await writeRaw(app, `GET /api.php?${formOf(listRequest())} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`),
    );
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(Object.keys(JSON.parse(body).DeliveryServers)).toHaveLength(total);
  });

  it('RecordsPerRequest: is at most 1000', async () => {
    await fill((index) => `server ${index}`);
    for (const RecordsPerRequest of [1_000, 1_001, 5_000, '99999999999', '999999999999999999999']) {
      const { text } = await list({ RecordsPerRequest });
      expect([RecordsPerRequest, idsIn(text).length]).toEqual([RecordsPerRequest, 1_000]);
    }
  });

  it('RecordsFrom: pages put together are the whole list', async () => {
    await fill(() => 'the same');
    const whole = idsIn((await list()).text);
    const pages: number[] = [];
    for (let RecordsFrom = 0; RecordsFrom < total; RecordsFrom += 401) {
      pages.push(...idsIn((await list({ RecordsFrom, RecordsPerRequest: 401 })).text));
    }
    expect(pages).toEqual(whole);
    expect(idsIn((await list({ RecordsFrom: 100 })).text)).toEqual(whole.slice(100));
  });

  async function fill(nameOf: (index: number) => string): Promise<void> {
    await app.sql('DELETE FROM delivery_servers');
    const rows = Array.from({ length: total }, (_, index) => [
      ...[nameOf(index), 'smtp.example.com', 25, 'NONE', 30, 0],
      ...['track.example.com', 'open.example.com', 'bounce.example.com'],
    ]);
    await app.sql(
      `INSERT INTO delivery_servers (name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds,
         smtp_auth_required, link_tracking_domain, open_tracking_domain, mail_from) VALUES ?`,
      [rows],
    );
  }
});

function listRequest() {
  return { Command: 'deliveryservers.get', APIKey: app.adminKey };
}

function list(parameters: object = {}) {
  return app.legacy({ Command: 'deliveryservers.get', ...parameters });
}

/** Creates a server with this number, which must be higher than any other, and this name. */
async function createNamed(id: number, name: string): Promise<void> {
  await createServerWithId(app, id);
  await app.legacy(requestFor('deliveryserver.update', { DeliveryServerID: id, DeliveryServerName: name }));
}

/** The ids of the servers in the order in which the text has them. */
function idsIn(text: string): number[] {
  return [...text.matchAll(/"(\d+)":\{"DeliveryServerID":"\1"/g)].map(([, id]) => Number(id));
}
