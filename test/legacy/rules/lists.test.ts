import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import {
  createServer,
  createServerWithId,
  removeServers,
  restoreDocumentedInstallation,
} from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf } from '../../support/wire.js';
import { idsIn, listServers } from '../listed-servers.js';
import { listRequest } from '../requests.js';
import { parseXml, xmlAt } from '../xml.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryservers.get', () => {
  beforeEach(() => removeServers(app));

  it('deliveryservers.get: no server at all answers the scalar 2', async () => {
    expect((await listServers(app)).text).toBe('{"Success":false,"ErrorCode":2}');
  });

  it('deliveryservers.get: the text is in the order of names, not of the keys that look like numbers', async () => {
    await createServerWithId(app, 9, { DeliveryServerName: 'b' });
    await createServerWithId(app, 10, { DeliveryServerName: 'a' });
    await createServerWithId(app, 11, { DeliveryServerName: 'a' });
    const { text } = await listServers(app);
    expect(idsIn(text)).toEqual([10, 11, 9]);
    const inXml = await ask(app, `/api.php?${formOf({ ...listRequest(app), ResponseFormat: 'XML' })}`);
    const names = xmlAt(parseXml(inXml.text), 'DeliveryServers').children.map(({ name }) => name);
    expect(names).toEqual(['node_10', 'node_11', 'node_9']);
  });

  it('deliveryservers.get: ids are strings, port and timeout numbers, flags booleans', async () => {
    await restoreDocumentedInstallation(app);
    const entry = (await listServers(app)).body.DeliveryServers[123];
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
    const { UserGroupAssignments } = (await listServers(app)).body.DeliveryServers[123];
    expect(UserGroupAssignments[1].Channels).toEqual(['Marketing', 'Transactional', 'AutoResponder']);
  });

  it('deliveryservers.get: a server that nobody uses and nobody tested says so', async () => {
    const id = await createServer(app);
    const entry = (await listServers(app)).body.DeliveryServers[id];
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
    const { ConnectionParams, Domains } = (await listServers(app)).body.DeliveryServers[id];
    expect(ConnectionParams).toMatchObject({ smtp_username: '', smtp_password: '' });
    expect(Domains.enforced_from).toBe('');
    expect(Object.keys(Domains)).toHaveLength(6);
  });

  it('deliveryservers.get: a server with sender rotation has two keys more', async () => {
    const id = await createServer(app);
    const rotation = { SenderRotation: 'Enabled', SenderRotationSettings: '{"Mode":"x"}' };
    await app.legacy(requestFor('deliveryserver.update', { DeliveryServerID: id, ...rotation }));
    const { Domains } = (await listServers(app)).body.DeliveryServers[id];
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
