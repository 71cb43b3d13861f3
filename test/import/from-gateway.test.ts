import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createImportFixture, type ImportFixture } from './run-import.js';

let old: TestApp;
let fixture: ImportFixture;

beforeAll(async () => {
  old = await startTestApp();
  fixture = await createImportFixture();
});
afterAll(async () => {
  await old?.stop();
  await fixture?.drop();
});

const settings = {
  Command: 'deliveryserver.create',
  SendMethodSMTPHost: 'smtp.example.com',
  SendMethodSMTPPort: 465,
  SendMethodSMTPSecure: 'ssl',
  SendMethodSMTPTimeout: 12,
  SendMethodSMTPAuth: true,
  SendMethodSMTPUsername: 'mailer',
  SendMethodSMTPPassword: ' canary-smtp-password äöü \u{1f511} ',
  DomainSettings_LinkTracking: 'links.example.com',
  DomainSettings_OpenTracking: 'opens.example.com',
  DomainSettings_MFrom: 'bounces@example.com',
};

it('imports from a gateway so that the other one gives the same answer, byte for byte', async () => {
  const names = ['Zeta', 'alpha', 'Ünïcode "quoted" \\ relay', 'Rotating', 'Open relay', 'No password'];
  for (const DeliveryServerName of names) await accepted({ ...settings, DeliveryServerName });
  await accepted({
    ...settings,
    Command: 'deliveryserver.update',
    DeliveryServerID: 6,
    DeliveryServerName: 'No password',
    SendMethodSMTPPassword: '',
  });
  await accepted({ Command: 'deliveryservers.delete', DeliveryServerID: 2 });
  await accepted({
    ...settings,
    Command: 'deliveryserver.update',
    DeliveryServerID: 4,
    DeliveryServerName: 'Rotating',
    SenderInfoAsFrom: 'Enabled',
    DomainSettings_EnforcedFrom: 'noreply@example.com',
    SenderRotation: 'Enabled',
    SenderRotationSettings: { a: [1, 2] },
  });
  await accepted({
    ...settings,
    Command: 'deliveryserver.update',
    DeliveryServerID: 5,
    DeliveryServerName: 'Open relay',
    SendMethodSMTPAuth: false,
    SendMethodSMTPUsername: '',
    SendMethodSMTPPassword: '',
    SendMethodSMTPSecure: 'false',
  });
  await accepted({
    Command: 'deliveryserver.testresults',
    DeliveryServerID: 1,
    TestResults: { SPF: true, LinkDomain: true },
    LastCheckedAt: '2025-12-28 10:30:00',
  });
  const { data } = await old.graphql(`mutation {
    a: userGroupCreate(input: { name: "Default" }) { userGroup { id } }
    b: userGroupCreate(input: { name: "Größere Kunden" }) { userGroup { id } }
    c: channelAssignmentSet(input: { userGroupId: "ug_1", channel: AUTO_RESPONDER, deliveryServerId: "ds_3" }) { userErrors { code } }
    d: channelAssignmentSet(input: { userGroupId: "ug_2", channel: MARKETING, deliveryServerId: "ds_3" }) { userErrors { code } }
    e: channelAssignmentSet(input: { userGroupId: "ug_2", channel: TRANSACTIONAL, deliveryServerId: "ds_1" }) { userErrors { code } }
  }`);
  expect([data.c, data.d, data.e]).toEqual(Array(3).fill({ userErrors: [] }));

  const { code, stdout } = await fixture.run(['--from', `${old.url}/api.php`], { OLD_API_KEY: old.adminKey });
  expect([code, stdout]).toEqual([0, expect.stringContaining('servers: 5 created, 0 unchanged')]);

  const fresh = await startTestApp({ databaseUrl: fixture.database.url, secretsKey: fixture.secretsKey });
  try {
    const answer = async (app: TestApp) => (await app.legacy({ Command: 'deliveryservers.get' })).text;
    const expected = await answer(old);
    expect(JSON.parse(expected).DeliveryServers['3'].ConnectionParams.smtp_password).toBe(
      settings.SendMethodSMTPPassword,
    );
    expect(await answer(fresh)).toBe(expected);
  } finally {
    await fresh.stop();
  }
});

it('says whose password a key without SECRETS does not show', async () => {
  const key = await old.createKey(['READ']);
  const other = await createImportFixture();
  try {
    const { code, stdout } = await other.run(['--from', `${old.url}/api.php`], { OLD_API_KEY: key });
    expect(code).toBe(0);
    expect(stdout).toContain('\nWarnings:\n  servers 1, 3-4: password not in the answer\n');
    const unsealed = await other.database.sql(
      'SELECT id FROM delivery_servers WHERE smtp_password_sealed IS NULL',
    );
    expect(unsealed).toHaveLength(5);
    const again = await other.run(['--from', `${old.url}/api.php`], { OLD_API_KEY: key });
    expect(again.stdout).toContain('servers: 0 created, 5 unchanged');
  } finally {
    await other.drop();
  }
});

async function accepted(request: object): Promise<void> {
  const { body, text } = await old.legacy(request);
  if (body.Success !== true) throw new Error(`refused: ${text}`);
}
