import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestFor } from '../support/encodings.js';
import { accepted, readServer } from '../support/operations.js';
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

function statuses({ checks }: { checks: { kind: string; status: string }[] }) {
  return Object.fromEntries(checks.map(({ kind, status }) => [kind, status]));
}
