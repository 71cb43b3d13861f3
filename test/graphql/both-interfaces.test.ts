import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../support/encodings.js';
import {
  accepted,
  assign,
  createGroup,
  createServer,
  readServer,
  type ServerChange,
} from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const legacyCreate = async (change: object = {}): Promise<number> => {
  const { body } = await app.legacy(requestFor('deliveryserver.create', { ...change }));
  expect(body.Success).toBe(true);
  return body.DeliveryServerID;
};

const legacyRead = async (id: number) =>
  (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers?.[id];

const legacyUpdate = async (id: number, change: object = {}) => {
  const { body } = await app.legacy(requestFor('deliveryserver.update', { DeliveryServerID: id, ...change }));
  expect(body.Success).toBe(true);
};

describe('what the legacy API writes', () => {
  it('is all there for GraphQL', async () => {
    const id = await legacyCreate({ SenderInfoAsFrom: 'Enabled', SenderInfoAsMFrom: 'Disabled' });
    expect(await readServer(app, `ds_${id}`)).toMatchObject({
      legacyId: id,
      version: 1,
      name: 'Primary SMTP Server',
      smtp: {
        host: 'smtp.example.com',
        port: 587,
        security: 'STARTTLS',
        timeoutSeconds: 30,
        authRequired: true,
        username: 'smtp_user',
        hasPassword: true,
      },
      domains: {
        linkTracking: 'track.example.com',
        openTracking: 'open.example.com',
        mailFrom: 'bounce.example.com',
        enforcedFrom: 'noreply@example.com',
        useSenderInfoAsMailFrom: false,
        useSenderInfoAsFrom: true,
      },
    });
  });

  it.each([
    ['false', 'NONE'],
    ['tls', 'STARTTLS'],
    ['ssl', 'IMPLICIT_TLS'],
  ])('as the security %s is %s for GraphQL', async (word, security) => {
    const id = await legacyCreate({ SendMethodSMTPSecure: word });
    expect((await readServer(app, `ds_${id}`)).smtp.security).toBe(security);
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('as %s for authentication is %s for GraphQL', async (word, authRequired) => {
    const id = await legacyCreate({ SendMethodSMTPAuth: word });
    expect((await readServer(app, `ds_${id}`)).smtp.authRequired).toBe(authRequired);
  });

  it('as sender rotation is there for GraphQL, and gone when an update leaves it out', async () => {
    const id = await legacyCreate();
    await legacyUpdate(id, { SenderRotation: 'Enabled', SenderRotationSettings: '{"senders":[1,2]}' });
    expect((await readServer(app, `ds_${id}`)).senderRotation).toEqual({
      enabled: true,
      settings: '{"senders":[1,2]}',
    });
    await legacyUpdate(id, { SenderRotation: undefined, SenderRotationSettings: undefined });
    expect((await readServer(app, `ds_${id}`)).senderRotation).toEqual({ enabled: false, settings: null });
  });

  it('counts the version, and a GraphQL client that saw the earlier one overwrites nothing', async () => {
    const id = await legacyCreate();
    await legacyUpdate(id, { DeliveryServerName: 'Second' });
    const input = { id: `ds_${id}`, expectedVersion: 1, name: 'Too late' };
    const { data } = await app.graphql(
      `mutation ($input: DeliveryServerUpdateInput!) {
        deliveryServerUpdate(input: $input) { deliveryServer { name version } userErrors { code } }
      }`,
      { input },
    );
    expect(data.deliveryServerUpdate).toEqual({
      deliveryServer: { name: 'Second', version: 2 },
      userErrors: [{ code: 'VERSION_CONFLICT' }],
    });
  });

  it('as test results is there for GraphQL, its time taken as UTC', async () => {
    const id = await legacyCreate();
    const { body } = await app.legacy({
      Command: 'deliveryserver.testresults',
      DeliveryServerID: id,
      TestResults: {
        SPF: true,
        DKIM: false,
        DMARC: true,
        SenderDomain: true,
        LinkDomain: true,
        OpenDomain: true,
      },
      LastCheckedAt: '2025-12-28 10:30:00',
    });
    expect(body.Success).toBe(true);
    const { verification, version } = await readServer(app, `ds_${id}`);
    expect(version).toBe(2);
    expect(verification).toMatchObject({
      status: 'FAIL',
      lastCheckedAt: '2025-12-28T10:30:00.000Z',
      source: 'REPORTED',
    });
    expect(statuses(verification)).toEqual({
      EMAIL_DELIVERY: 'FAIL',
      SPF: 'PASS',
      DKIM: 'FAIL',
      DMARC: 'PASS',
      SENDER_DOMAIN: 'PASS',
      LINK_DOMAIN: 'PASS',
      OPEN_DOMAIN: 'PASS',
    });
  });

  it('as a password is kept by a GraphQL update that leaves it out', async () => {
    const id = await legacyCreate({ SendMethodSMTPPassword: 'from-the-legacy-side' });
    await accepted(app, 'deliveryServerUpdate', { id: `ds_${id}`, name: 'Other' }, 'deliveryServer { id }');
    expect((await legacyRead(id)).ConnectionParams.smtp_password).toBe('from-the-legacy-side');
  });

  it('as a deletion is gone for GraphQL', async () => {
    const id = await legacyCreate();
    await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id });
    expect(await readServer(app, `ds_${id}`)).toBeNull();
  });
});

describe('what GraphQL writes', () => {
  it('is all there for the legacy API, to the letter', async () => {
    const { legacyId } = await createServer(app, { smtp: { password: 'from-the-new-side' } });
    expect(JSON.stringify(await legacyRead(legacyId))).toBe(
      JSON.stringify({
        DeliveryServerID: String(legacyId),
        Name: 'Primary SMTP Server',
        ConnectionParams: {
          smtp_host: 'smtp.example.com',
          smtp_port: 587,
          smtp_secure: 'tls',
          smtp_timeout: 45,
          smtp_auth: true,
          smtp_username: 'smtp_user',
          smtp_password: 'from-the-new-side',
        },
        Domains: {
          link_tracking: 'track.example.com',
          open_tracking: 'open.example.com',
          mfrom_domain: 'bounce.example.com',
          enforced_from: 'noreply@example.com',
          senderinfo_as_mfrom: true,
          senderinfo_as_from: false,
        },
        VerificationResults: {
          email_delivery: false,
          spf: false,
          dkim: false,
          dmarc: false,
          sender_domain: false,
          link_domain: false,
          open_domain: false,
        },
        VerificationLastCheckedAt: null,
        UserGroupAssignments: [],
        IsAllocated: false,
      }),
    );
  });

  it.each<[string, ServerChange, string, unknown]>([
    ['security NONE', { smtp: { security: 'NONE' } }, 'ConnectionParams.smtp_secure', 'false'],
    ['security STARTTLS', { smtp: { security: 'STARTTLS' } }, 'ConnectionParams.smtp_secure', 'tls'],
    ['security IMPLICIT_TLS', { smtp: { security: 'IMPLICIT_TLS' } }, 'ConnectionParams.smtp_secure', 'ssl'],
    ['no user name', { smtp: { authRequired: false, username: null } }, 'ConnectionParams.smtp_username', ''],
    ['no password', { smtp: { password: null } }, 'ConnectionParams.smtp_password', ''],
    ['no enforced address', { domains: { enforcedFrom: null } }, 'Domains.enforced_from', ''],
    ['rotation', { senderRotation: { enabled: true } }, 'Domains.sender_rotation', true],
    [
      'rotation settings',
      { senderRotation: { enabled: true, settings: '[{"x": 1}]' } },
      'Domains.sender_rotation_settings',
      '[{"x": 1}]',
    ],
    [
      'rotation without settings',
      { senderRotation: { enabled: true, settings: null } },
      'Domains.sender_rotation_settings',
      '',
    ],
    [
      'rotation settings while it is off',
      { senderRotation: { enabled: false, settings: '[1]' } },
      'Domains.sender_rotation_settings',
      undefined,
    ],
  ])('as %s is what the documentation calls it', async (_, change, path, expected) => {
    const { legacyId } = await createServer(app, change);
    const shown = await legacyRead(legacyId);
    const [outer, inner] = path.split('.') as [string, string];
    expect(shown[outer][inner]).toEqual(expected);
  });

  it('as a time with a zone is in UTC for the legacy API', async () => {
    const { id, legacyId } = await createServer(app);
    const results = {
      emailDelivery: true,
      spf: true,
      dkim: false,
      dmarc: true,
      senderDomain: true,
      linkDomain: true,
      openDomain: true,
    };
    await accepted(
      app,
      'deliveryServerTestResultsSave',
      { id, results, checkedAt: '2025-12-28T12:30:00.999+02:00' },
      'deliveryServer { id }',
    );
    const shown = await legacyRead(legacyId);
    expect(shown.VerificationLastCheckedAt).toBe('2025-12-28 10:30:00');
    expect(shown.VerificationResults).toEqual({
      email_delivery: true,
      spf: true,
      dkim: false,
      dmarc: true,
      sender_domain: true,
      link_domain: true,
      open_domain: true,
    });
  });

  it('as channel assignments is there for the legacy API', async () => {
    const { id, legacyId } = await createServer(app);
    const group = await createGroup(app, 'Enterprise Users');
    await assign(app, group.id, 'AUTO_RESPONDER', id);
    await assign(app, group.id, 'MARKETING', id);
    expect(await legacyRead(legacyId)).toMatchObject({
      UserGroupAssignments: [
        {
          UserGroupID: String(group.legacyId),
          GroupName: 'Enterprise Users',
          Channels: ['Marketing', 'AutoResponder'],
        },
      ],
      IsAllocated: true,
    });
  });

  it('as a password survives a legacy update that leaves it out, and a new one replaces it', async () => {
    const { id, legacyId } = await createServer(app, { smtp: { password: 'kept-by-both' } });
    await legacyUpdate(legacyId, { SendMethodSMTPPassword: undefined });
    expect((await legacyRead(legacyId)).ConnectionParams.smtp_password).toBe('kept-by-both');
    await accepted(app, 'deliveryServerUpdate', { id, smtp: { password: 'newer' } }, 'deliveryServer { id }');
    expect((await legacyRead(legacyId)).ConnectionParams.smtp_password).toBe('newer');
  });

  it('as a deletion is gone for the legacy API', async () => {
    const { id, legacyId } = await createServer(app);
    await accepted(app, 'deliveryServersDelete', { targets: [{ id }] }, 'results { status }');
    expect(await legacyRead(legacyId)).toBeUndefined();
  });
});

function statuses({ checks }: { checks: { kind: string; status: string }[] }) {
  return Object.fromEntries(checks.map(({ kind, status }) => [kind, status]));
}
