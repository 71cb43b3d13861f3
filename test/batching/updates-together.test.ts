import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, mutate, mutation } from '../support/operations.js';
import { sendTogether } from '../support/send-together.js';
import { everyStatementOf, startQuietApp } from '../support/statements.js';
import type { TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startQuietApp();
});
afterAll(() => app?.stop());

const selection = 'deliveryServer { id version name smtp { username timeoutSeconds hasPassword } }';
const update = (input: object) => ({
  query: mutation('deliveryServerUpdate', selection),
  variables: { input },
});
const together = async (...inputs: object[]) =>
  (await sendTogether(app, inputs.map(update))).map(({ data, errors }) =>
    errors ? { errors } : data.deliveryServerUpdate,
  );
/** One after the other, so that their ids are in the order of their names. */
async function newServers(count: number) {
  const servers = [];
  for (let index = 0; index < count; index++)
    servers.push(await createServer(app, { name: `Server ${index}` }));
  return servers;
}

describe('updates that arrive together', () => {
  it('share transactions, and each gets its own answer', async () => {
    const servers = await newServers(20);
    const names = servers.map(({ id }) => `New name of ${id}`);
    let answers: unknown[] = [];
    const statements = await everyStatementOf(app, async () => {
      answers = await together(...servers.map(({ id }, index) => ({ id, name: names[index] })));
    });
    expect(answers).toEqual(
      servers.map(({ id }, index) => ({
        deliveryServer: expect.objectContaining({ id, name: names[index], version: 2 }),
        userErrors: [],
      })),
    );
    const count = (beginning: string) => statements.filter(({ sql }) => sql.startsWith(beginning)).length;
    for (const statement of ['START TRANSACTION', 'UPDATE delivery_servers', 'COMMIT']) {
      expect(count(statement), statement).toBeGreaterThan(0);
      expect(count(statement), statement).toBeLessThanOrEqual(3);
    }
    const stored = await app.sql(
      'SELECT name FROM delivery_servers WHERE version = 2 AND id IN (?) ORDER BY id',
      [servers.map(({ legacyId }) => legacyId)],
    );
    expect(stored.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('write different fields of different servers, passwords too', async () => {
    const [one, two, three, four] = await newServers(4);
    const answers = await together(
      { id: one.id, smtp: { username: 'somebody' } },
      { id: two.id, smtp: { username: null, authRequired: false, timeoutSeconds: 7 } },
      { id: three.id, smtp: { password: null } },
      { id: four.id, smtp: { password: 'another one' } },
    );
    const smtp = answers.map(({ deliveryServer }) => deliveryServer.smtp);
    expect(smtp).toEqual([
      { username: 'somebody', timeoutSeconds: 45, hasPassword: true },
      { username: null, timeoutSeconds: 7, hasPassword: true },
      { username: 'smtp_user', timeoutSeconds: 45, hasPassword: false },
      { username: 'smtp_user', timeoutSeconds: 45, hasPassword: true },
    ]);
    const { data } = await app.graphql(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on DeliveryServer { smtp { username timeoutSeconds hasPassword } } } }`,
      { ids: [one.id, two.id, three.id, four.id] },
    );
    expect(data.nodes.map((node: { smtp: object }) => node.smtp)).toEqual(smtp);
  });

  it('write passwords with the same statement, each sealed for its own server, and take them away', async () => {
    const servers = await newServers(12);
    const passwords = servers.map(({ id }, index) => (index === 5 ? null : `pässword of ${id}`));
    let answers: { userErrors: unknown[] }[] = [];
    const statements = await everyStatementOf(app, async () => {
      answers = await together(
        ...servers.map(({ id }, index) => ({ id, smtp: { password: passwords[index] } })),
      );
    });
    expect(answers.map(({ userErrors }) => userErrors)).toEqual(servers.map(() => []));
    const updates = statements.filter(({ sql }) => sql.startsWith('UPDATE delivery_servers'));
    expect(updates.length).toBeLessThanOrEqual(3);
    const { body } = await app.legacy({ Command: 'deliveryservers.get' });
    expect(
      servers.map(({ legacyId }) => body.DeliveryServers[legacyId].ConnectionParams.smtp_password),
    ).toEqual(passwords.map((password) => password ?? ''));
  });

  it('write only the columns in which a server is not yet as it should be', async () => {
    const servers = await newServers(2);
    const changes = [
      { name: 'Another name', smtp: { timeoutSeconds: 45, username: 'smtp_user' } },
      { name: 'Server 1', smtp: { timeoutSeconds: 46, username: 'smtp_user' } },
    ];
    let answers: { deliveryServer: object }[] = [];
    const statements = await everyStatementOf(app, async () => {
      answers = await together(...servers.map(({ id }, index) => ({ id, ...changes[index] })));
    });
    expect(answers.map(({ deliveryServer }) => deliveryServer)).toEqual(
      changes.map((change) =>
        expect.objectContaining({ ...change, smtp: { ...change.smtp, hasPassword: true }, version: 2 }),
      ),
    );
    const written = statements.filter(({ sql }) => sql.startsWith('UPDATE delivery_servers'));
    expect(written.length).toBeGreaterThan(0);
    for (const { sql } of written) {
      expect(sql).not.toContain('smtp_username');
      expect(sql).toMatch(/SET (name = .*)?(smtp_timeout_seconds = .*)?version = .*updated_at = /);
    }
    const stored = await app.sql(
      'SELECT name, smtp_timeout_seconds AS timeout, smtp_username AS username FROM delivery_servers WHERE id IN (?) ORDER BY id',
      [servers.map(({ legacyId }) => legacyId)],
    );
    expect(stored.map((row) => ({ ...row }))).toEqual([
      { name: 'Another name', timeout: 45, username: 'smtp_user' },
      { name: 'Server 1', timeout: 46, username: 'smtp_user' },
    ]);
  });

  it('fail apart: an unknown server, another version, a bad value', async () => {
    const [good, moved, bad] = await newServers(3);
    const answers = await together(
      { id: good.id, name: 'Good' },
      { id: 'ds_999999', name: 'Nobody' },
      { id: moved.id, name: 'Moved', expectedVersion: 7 },
      { id: bad.id, smtp: { host: 'no host' } },
      { id: 'ug_1', name: 'A group' },
    );
    const codes = answers.map(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
    expect(codes).toEqual([[], ['NOT_FOUND'], ['VERSION_CONFLICT'], ['INVALID'], ['INVALID_ID']]);
    expect(answers[0].deliveryServer).toMatchObject({ name: 'Good', version: 2 });
    expect(answers[2].deliveryServer).toMatchObject({ id: moved.id, version: 1 });
  });

  it('of one server happen one after the other, and each sees the one before', async () => {
    const [server] = await newServers(1);
    const answers = await together(
      ...Array.from({ length: 10 }, (_, index) => ({ id: server.id, name: `Name ${index}` })),
      { id: server.id, smtp: { username: 'kept' } },
    );
    expect(answers.map(({ deliveryServer }) => deliveryServer.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 11 }, (_, index) => index + 2),
    );
    const { data } = await app.graphql(
      'query ($id: ID!) { deliveryServer(id: $id) { version smtp { username } } }',
      {
        id: server.id,
      },
    );
    expect(data.deliveryServer).toEqual({ version: 12, smtp: { username: 'kept' } });
  });

  it('are told to subscribers, one event for each', async () => {
    const servers = await newServers(5);
    await together(...servers.map(({ id }) => ({ id, name: 'Told' })));
    const rowIds = servers.map(({ legacyId }) => legacyId);
    const told = await app.sql(
      `SELECT subject_id AS id, version FROM (SELECT subject_id, version FROM outbox UNION ALL SELECT subject_id, version FROM events) AS told
       WHERE subject_id IN (?) AND version = 2 ORDER BY id`,
      [rowIds],
    );
    expect(told).toEqual(rowIds.sort((a, b) => a - b).map((id) => ({ id, version: 2 })));
  });

  it('do not wait for one whose row somebody else holds', async () => {
    // As many as tempt a database to walk through the whole table instead of looking up each.
    const [held, ...free] = await newServers(16);
    await app.sql('START TRANSACTION');
    let isHeld = true;
    try {
      await app.sql('SELECT id FROM delivery_servers WHERE id = ? FOR UPDATE', [held.legacyId]);
      const waiting = mutate(app, 'deliveryServerUpdate', { id: held.id, name: 'Later' }, selection);
      const early = await together(...free.map(({ id }) => ({ id, name: 'At once' })));
      expect(early.map(({ deliveryServer }) => deliveryServer?.name)).toEqual(free.map(() => 'At once'));
      expect(await Promise.race([waiting, sleep(200, 'waits')])).toBe('waits');
      await app.sql('COMMIT');
      isHeld = false;
      expect((await waiting).deliveryServer).toMatchObject({ name: 'Later', version: 2 });
    } finally {
      if (isHeld) await app.sql('ROLLBACK');
    }
  });

  it('that the database refuses do no harm to the others', async () => {
    const servers = await newServers(6);
    await app.sql(
      `CREATE TRIGGER refuse BEFORE UPDATE ON delivery_servers FOR EACH ROW
       IF NEW.name = 'Refused' THEN SIGNAL SQLSTATE '45000'; END IF`,
    );
    try {
      const answers = await together(
        ...servers.map(({ id }, index) => ({ id, name: index === 3 ? 'Refused' : 'Accepted' })),
      );
      const [refused] = answers.splice(3, 1);
      expect(refused.errors).toEqual([
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }) }),
      ]);
      for (const { deliveryServer } of answers)
        expect(deliveryServer).toMatchObject({ name: 'Accepted', version: 2 });
    } finally {
      await app.sql('DROP TRIGGER refuse');
    }
  });
});
