import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../support/encodings.js';
import { accepted, assign, createGroup, createServer, type ServerChange } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const legacyRead = async (id: number) =>
  (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers?.[id];

const legacyUpdate = async (id: number, change: object = {}) => {
  const { body } = await app.legacy(requestFor('deliveryserver.update', { DeliveryServerID: id, ...change }));
  expect(body.Success).toBe(true);
};

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
