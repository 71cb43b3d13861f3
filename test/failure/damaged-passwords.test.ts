import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, newServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

const list = { Command: 'deliveryservers.get' };
const password = newServer.SendMethodSMTPPassword;
const sealed = 'smtp_password_sealed';

/** Ways in which a stored password comes not to open; the first server is the one, the second one is well. */
const damages: [string, string][] = [
  ['belongs to another server', `(SELECT s.${sealed} FROM (SELECT * FROM delivery_servers WHERE id = 2) s)`],
  ['has a flipped bit', `CONCAT(LEFT(${sealed}, 35), CHAR(ASCII(SUBSTRING(${sealed}, 36)) ^ 1))`],
  ['was cut off', `LEFT(${sealed}, 10)`],
  ['is empty', `''`],
  ['has another format', `CONCAT(CHAR(2), SUBSTRING(${sealed}, 2))`],
  ['has a short tag', `LEFT(${sealed}, 21)`],
  ['was sealed with another key', `CONCAT(LEFT(${sealed}, 1), 'ABCD', SUBSTRING(${sealed}, 6))`],
];

let database: TestDatabase;
let app: TestApp;
const secretsKey = randomBytes(32);
const start = (options: object = {}) => startTestApp({ databaseUrl: database.url, secretsKey, ...options });

beforeEach(async () => {
  database = await createMigratedDatabase();
  app = await start();
});
afterEach(async () => {
  await app.stop();
  await database.drop();
});

describe('a stored password that does not open', () => {
  it.each(damages)(
    'is missing and marked in the list, and nothing else is, when it %s',
    async (_, expression) => {
      await createServer(app);
      await createServer(app);
      await database.sql(`UPDATE delivery_servers SET ${sealed} = ${expression} WHERE id = 1`);
      const { status, body } = await app.legacy(list);
      expect(status).toBe(200);
      const { 1: damaged, 2: well } = body.DeliveryServers;
      expect(damaged).toMatchObject({ HasSMTPPassword: true, SMTPPasswordDamaged: true, Name: 'Main relay' });
      expect(damaged.ConnectionParams).not.toHaveProperty('smtp_password');
      expect(well.ConnectionParams.smtp_password).toBe(password);
      expect(well).not.toHaveProperty('SMTPPasswordDamaged');
      expect(await (await fetch(`${app.url}/readyz`)).json()).toEqual({
        status: 'ready',
        damagedPasswords: ['ds_1'],
      });
      const told = app.log.filter(({ deliveryServerId }) => deliveryServerId === 'ds_1');
      expect(told).toMatchObject([{ level: 50, msg: expect.stringContaining('does not open') }]);
    },
  );

  it('is marked in XML as well, also for who may not see passwords, and where no passwords are shown', async () => {
    await createServer(app);
    await createServer(app);
    await database.sql(`UPDATE delivery_servers SET ${sealed} = LEFT(${sealed}, 10) WHERE id = 1`);
    const hiding = await start({ legacySmtpPasswords: 'hide' });
    const asked: [TestApp, string][] = [
      [app, app.adminKey],
      [app, await app.createKey(['READ'])],
      [hiding, app.adminKey],
    ];
    for (const [gateway, key] of asked) {
      const fields = { ...list, APIKey: key, ResponseFormat: 'XML' };
      const answer = await fetch(`${gateway.url}/api.php`, {
        method: 'POST',
        body: new URLSearchParams(fields),
      });
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(text.match(/<SMTPPasswordDamaged>/g)).toHaveLength(1);
      expect(text.match(/<Name>/g)).toHaveLength(2);
      expect(text.match(/<smtp_password>/g) ?? []).toHaveLength(
        gateway === app && key === app.adminKey ? 1 : 0,
      );
    }
    await hiding.stop();
  });

  it('is marked in the get of one server, and in GraphQL in every list and node, for READ alone', async () => {
    for (let count = 0; count < 3; count++) await createServer(app);
    await app.graphql(
      'mutation { deliveryServerUpdate(input: { id: "ds_3", smtp: { password: null } }) { userErrors { code } } }',
    );
    await database.sql(`UPDATE delivery_servers SET ${sealed} = LEFT(${sealed}, 10) WHERE id = 1`);
    const reader = await app.createKey(['READ']);
    const get = async (id: number) =>
      (await app.legacy({ Command: 'deliveryserver.get', DeliveryServerID: id }, { key: reader })).body
        .DeliveryServer;
    expect(await get(1)).toMatchObject({ HasSMTPPassword: true, SMTPPasswordDamaged: true });
    expect(await get(2)).not.toHaveProperty('SMTPPasswordDamaged');
    const { data, errors } = await app.graphql(
      `{ deliveryServers(first: 10, orderBy: { field: LEGACY_ID, direction: ASC }) { nodes { ...told } }
         nodes(ids: ["ds_1", "ds_2"]) { ...told }
         deliveryServer(id: "ds_1") { ...told } }
       fragment told on DeliveryServer { id isPasswordDamaged smtp { hasPassword } }`,
      {},
      reader,
    );
    expect(errors).toBeUndefined();
    const [damaged, well, none] = [
      { id: 'ds_1', isPasswordDamaged: true, smtp: { hasPassword: true } },
      { id: 'ds_2', isPasswordDamaged: false, smtp: { hasPassword: true } },
      { id: 'ds_3', isPasswordDamaged: false, smtp: { hasPassword: false } },
    ];
    expect(data).toEqual({
      deliveryServers: { nodes: [damaged, well, none] },
      nodes: [damaged, well],
      deliveryServer: damaged,
    });
  });

  it('is refused with a code where it was to be copied, and the rest of the server can be copied', async () => {
    await createServer(app);
    await database.sql(`UPDATE delivery_servers SET ${sealed} = LEFT(${sealed}, 10)`);
    const duplicate = async (withPassword: boolean) => {
      const { data } = await app.graphql(
        `mutation ($input: DeliveryServerDuplicateInput!) { deliveryServerDuplicate(input: $input) {
          deliveryServer { smtp { hasPassword } } userErrors { field code } } }`,
        { input: { id: 'ds_1', withPassword } },
      );
      return data.deliveryServerDuplicate;
    };
    expect(await duplicate(true)).toEqual({
      deliveryServer: null,
      userErrors: [{ field: ['input', 'withPassword'], code: 'PASSWORD_DAMAGED' }],
    });
    expect(await duplicate(false)).toEqual({
      deliveryServer: { smtp: { hasPassword: false } },
      userErrors: [],
    });
  });

  it('is well again once it is given again', async () => {
    await createServer(app);
    await database.sql(`UPDATE delivery_servers SET ${sealed} = LEFT(${sealed}, 10)`);
    await app.legacy(list);
    await app.legacy({ ...newServer, Command: 'deliveryserver.update', DeliveryServerID: 1 });
    expect((await app.legacy(list)).body.DeliveryServers[1].ConnectionParams.smtp_password).toBe(password);
    expect(await (await fetch(`${app.url}/readyz`)).json()).toEqual({ status: 'ready' });
  });

  it('keeps no gateway with the right key from starting, not even when it is the only one', async () => {
    await createServer(app);
    await database.sql(`UPDATE delivery_servers SET ${sealed} = ${damages.at(-1)?.[1]}`);
    await app.stop();
    app = await start();
    // It serves at once, and looks at all passwords meanwhile.
    await expect
      .poll(async () => (await fetch(`${app.url}/readyz`)).json())
      .toEqual({ status: 'ready', damagedPasswords: ['ds_1'] });
  });
});

describe('a database', () => {
  it('belongs to the SECRETS_KEY of the first start, before any password is stored', async () => {
    await expect(start({ secretsKey: randomBytes(32) })).rejects.toThrow('another SECRETS_KEY');
    const same = await start();
    await same.stop();
  });

  it('belongs to the key that sealed its passwords when no start has noted one yet', async () => {
    await createServer(app);
    await database.sql('DELETE FROM secrets_keys');
    await expect(start({ secretsKey: randomBytes(32) })).rejects.toThrow('another SECRETS_KEY');
    const same = await start();
    await same.stop();
    expect(await database.sql('SELECT id FROM secrets_keys')).toEqual([{ id: 1 }]);
  });

  it('belongs to one of two gateways that start with different keys at the same time', async () => {
    await database.sql('DELETE FROM secrets_keys');
    const started = await Promise.allSettled([1, 2].map(() => start({ secretsKey: randomBytes(32) })));
    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const one of started) if (one.status === 'fulfilled') await one.value.stop();
  });
});
