import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let writer: string;
let keeper: string;

beforeAll(async () => {
  app = await startTestApp();
  writer = await app.createKey(['READ', 'WRITE']);
  keeper = await app.createKey(['READ', 'WRITE', 'SECRETS']);
});
afterAll(() => app?.stop());

async function createServer(password: string | null): Promise<string> {
  const { data } = await app.graphql(
    `mutation ($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { message } } }`,
    {
      input: {
        name: 'Relay',
        smtp: {
          host: 'smtp.example.com',
          port: 587,
          security: 'STARTTLS',
          authRequired: true,
          username: 'u',
          password,
        },
        domains: { linkTracking: 'l.example.com', openTracking: 'o.example.com', mailFrom: 'b.example.com' },
      },
    },
  );
  return data.deliveryServerCreate.deliveryServer.id;
}

async function update(key: string, id: string, smtp: object, more: object = {}) {
  const { data } = await app.graphql(
    `mutation ($input: DeliveryServerUpdateInput!) { deliveryServerUpdate(input: $input) {
      deliveryServer { smtp { host port security hasPassword } } userErrors { field code message } } }`,
    { input: { id, smtp, ...more } },
    key,
  );
  return data.deliveryServerUpdate;
}

async function duplicate(key: string, id: string, withPassword?: boolean) {
  const { data } = await app.graphql(
    `mutation ($input: DeliveryServerDuplicateInput!) { deliveryServerDuplicate(input: $input) {
      deliveryServer { smtp { hasPassword } } userErrors { field code message } } }`,
    { input: { id, withPassword } },
    key,
  );
  return data.deliveryServerDuplicate;
}

describe('a server with a stored password', () => {
  it.each([
    ['host', { host: 'evil.example.org' }],
    ['port', { port: 2525 }],
    ['security', { security: 'NONE' }],
  ])('is not pointed elsewhere by its %s without SECRETS or the password', async (field, smtp) => {
    const id = await createServer('stored');
    for (const more of [{}, { tags: ['eu'] }, { idempotencyKey: `${field} elsewhere` }]) {
      expect(await update(writer, id, smtp, more)).toMatchObject({
        deliveryServer: null,
        userErrors: [
          {
            field: ['input', 'smtp', field],
            code: 'NOT_PERMITTED',
            message: expect.stringContaining('SECRETS'),
          },
        ],
      });
    }
    const [row] = await app.sql(
      'SELECT smtp_host, smtp_port, smtp_security FROM delivery_servers WHERE id = ?',
      [id.slice(3)],
    );
    expect(row).toEqual({ smtp_host: 'smtp.example.com', smtp_port: 587, smtp_security: 'STARTTLS' });
    /** The negative control: SECRETS may. */
    expect((await update(keeper, id, smtp)).userErrors).toEqual([]);
  });

  it('has each of the values that may not change named, and other problems with them', async () => {
    const id = await createServer('stored');
    const { userErrors } = await update(writer, id, {
      host: 'evil.example.org',
      port: 2525,
      timeoutSeconds: -1,
    });
    expect(
      userErrors.map(
        ({ field, code }: { field: string[]; code: string }) => `${field.slice(1).join('.')} ${code}`,
      ),
    ).toEqual(['smtp.timeoutSeconds OUT_OF_RANGE', 'smtp.host NOT_PERMITTED', 'smtp.port NOT_PERMITTED']);
  });

  it('moves with a new password, without one, and to where it is already', async () => {
    const id = await createServer('stored');
    const same = {
      host: 'SMTP.example.com',
      port: 587,
      security: 'STARTTLS',
      username: 'another',
      timeoutSeconds: 5,
    };
    expect((await update(writer, id, same)).userErrors).toEqual([]);
    expect((await update(writer, id, { host: 'new.example.com', password: 'another' })).userErrors).toEqual(
      [],
    );
    expect((await update(writer, id, { host: 'newer.example.com', password: null })).userErrors).toEqual([]);
    expect((await update(writer, id, { host: 'newest.example.com' })).userErrors).toEqual([]);
  });

  it('is copied with its password only by SECRETS', async () => {
    const id = await createServer('stored');
    for (const withPassword of [undefined, true]) {
      expect(await duplicate(writer, id, withPassword)).toMatchObject({
        deliveryServer: null,
        userErrors: [{ field: ['input', 'withPassword'], code: 'NOT_PERMITTED' }],
      });
    }
    expect((await duplicate(writer, id, false)).deliveryServer.smtp.hasPassword).toBe(false);
    expect((await duplicate(keeper, id)).deliveryServer.smtp.hasPassword).toBe(true);
  });

  it('is copied by anybody who may write when it has no password', async () => {
    expect((await duplicate(writer, await createServer(null))).userErrors).toEqual([]);
  });

  it('answers 99999 to an old client that would point it elsewhere', async () => {
    const id = (await createServer('stored')).slice(3);
    const { SendMethodSMTPPassword: password, ...settings } = newServer;
    app.transcript.guard('SMTP password', password);
    const move = (change: object, key: string) =>
      app.legacy({ ...settings, Command: 'deliveryserver.update', DeliveryServerID: id, ...change }, { key });
    const refused = await move({ SendMethodSMTPHost: 'evil.example.org' }, writer);
    expect([refused.status, refused.body]).toEqual([
      200,
      { Success: false, ErrorCode: 99999, ErrorText: 'Not enough privileges' },
    ]);
    expect((await move({}, writer)).body.Success).toBe(true);
    expect(
      (await move({ SendMethodSMTPHost: 'x.example.org', SendMethodSMTPPassword: password }, writer)).body
        .Success,
    ).toBe(true);
    expect((await move({ SendMethodSMTPHost: 'y.example.org' }, keeper)).body.Success).toBe(true);
  });
});
