import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { type OwnServer, startOwnServer } from '../support/database-servers/own-server.js';
import {
  assignChannel,
  createGroup,
  createServer,
  newServer,
  readServer,
  updateServer,
} from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const envelope = '{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}';
const list = { Command: 'deliveryservers.get' };
const query = '{ deliveryServers { nodes { name } } }';
const mutation = `mutation { userGroupCreate(input: { name: "Late" }) { userGroup { id } } }`;
/** For how long a credential is believed without asking the database. */
const believed = 5_100;

describe('with a database behind a proxy', () => {
  let database: TestDatabase;
  let proxy: DatabaseProxy;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startDatabaseProxy(database.url);
    app = await startTestApp({ databaseUrl: proxy.url });
    await createServer(app);
  });
  afterEach(async () => {
    await proxy.restore();
    await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
  });
  afterAll(async () => {
    await app?.stop();
    await proxy?.close();
    await database?.drop();
  });

  describe('a database that refuses connections', () => {
    it('makes every API answer 503 with Retry-After within 3 seconds, and recovers', async () => {
      await proxy.cut();
      await expectUnavailable(app, 3_000);
      await proxy.restore();
      await expectRecovered(app);
    });

    it('does not make a credential look wrong once it has to be asked for again', async () => {
      await sleep(believed);
      await proxy.cut();
      await expectUnavailable(app, 3_000);
      await proxy.restore();
      await expectRecovered(app);
    });

    it('does not make an unknown credential look right or wrong', async () => {
      await proxy.cut();
      const legacy = await app.legacy(list, { key: 'nobody knows this key' });
      expect([legacy.status, legacy.text]).toEqual([503, envelope]);
      const graphql = await app.graphql(query, {}, 'nobody-knows-this-key');
      expect([graphql.status, codesOf(graphql)]).toEqual([503, ['SERVICE_UNAVAILABLE']]);
    });

    it('is no obstacle to what needs no database', async () => {
      await proxy.cut();
      expect((await app.graphql('{ __typename }', {}, null)).status).toBe(200);
      expect((await app.legacy({ Command: 'no.such.command' })).body.ErrorCode).toBe(100003);
    });

    it('does not turn a faulty update, which has to be judged by what is stored, into a fault of ours', async () => {
      await proxy.cut();
      const legacy = await app.legacy({ Command: 'deliveryserver.update', DeliveryServerID: 1 });
      expect([legacy.status, legacy.text]).toEqual([503, envelope]);
      const graphql = await app.graphql(
        'mutation ($input: DeliveryServerUpdateInput!) { deliveryServerUpdate(input: $input) { userErrors { code } } }',
        { input: { id: 'ds_1', smtp: { port: 0 } } },
      );
      expect([graphql.status, codesOf(graphql)]).toEqual([503, ['SERVICE_UNAVAILABLE']]);
      expect(JSON.stringify(app.log)).not.toContain('"unexpected error"');
    });

    it('is noted in no way that names it', async () => {
      app.log.length = 0;
      await proxy.cut();
      await app.legacy(list);
      await app.graphql(query);
      const lines = JSON.stringify(app.log);
      expect(lines).not.toContain('"unexpected error"');
      expect(lines).not.toMatch(/SELECT|ECONNREFUSED 127|127\.0\.0\.1:/);
    });
  });

  describe('a database that hangs', () => {
    it('makes every API answer 503 within 10 seconds, and recovers', async () => {
      proxy.freeze();
      await expectUnavailable(app, 10_000);
      await proxy.restore();
      await expectRecovered(app);
    });

    it('does not make a credential look wrong once it has to be asked for again', async () => {
      await sleep(believed);
      proxy.freeze();
      await expectUnavailable(app, 10_000);
      await proxy.restore();
      await expectRecovered(app);
    });

    it('lets many waiting requests all answer in time, and is no burden afterwards', async () => {
      proxy.freeze();
      const begun = Date.now();
      const answers = await Promise.all(Array.from({ length: 60 }, () => app.legacy(list)));
      expect(Date.now() - begun).toBeLessThan(10_000);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      await proxy.restore();
      await expectRecovered(app);
    });

    it('lets no attempt to sign in wait for all that came before it', async () => {
      proxy.freeze();
      const begun = Date.now();
      const signIn = { Command: 'admin.login', Username: 'nobody', Password: 'wrong' };
      const answers = await Promise.all(Array.from({ length: 8 }, () => app.legacy(signIn)));
      expect(Date.now() - begun).toBeLessThan(12_000);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      await proxy.restore();
      await expectRecovered(app);
    });

    /** The negative control: without a deadline of its own, a client of this proxy waits for ever. */
    it('does hang', async () => {
      const connection = await createConnection(proxy.url);
      connection.on('error', () => {});
      proxy.freeze();
      const answer = connection.query('SELECT 1').then(
        () => 'answered',
        () => 'failed',
      );
      expect(await Promise.race([answer, sleep(4_000, 'hangs')])).toBe('hangs');
      connection.destroy();
    });
  });

  describe('a database lost in the middle of a long list', () => {
    afterEach(() => database.sql("DELETE FROM delivery_servers WHERE name = 'One of many'"));

    it('cuts the answer off, which must not look complete', async () => {
      const columns = `smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required,
        link_tracking_domain, open_tracking_domain, mail_from`;
      for (let doubled = 0; doubled < 15; doubled += 1) {
        await database.sql(
          `INSERT INTO delivery_servers (name, ${columns})
           SELECT 'One of many', ${columns} FROM delivery_servers LIMIT 8192`,
        );
      }
      const parameters = new URLSearchParams({ ...list, APIKey: app.adminKey });
      const response = await fetch(`${app.url}/api.php?${parameters}`);
      const pieces = response.body?.values() ?? expect.fail('There is no answer.');
      expect((await pieces.next()).done).toBe(false);
      await proxy.cut();
      const rest = async () => {
        for await (const _ of pieces);
      };
      await expect(rest()).rejects.toThrow();
      await proxy.restore();
      await expectRecovered(app);
    });
  });

  describe('a connection lost in the middle of a write', () => {
    it('leaves nothing of a server whose password was not stored yet', async () => {
      const before = await rows('delivery_servers');
      proxy.cutAt(/UPDATE .?delivery_servers/, 'before');
      const answer = await app.legacy(newServer);
      expect([proxy.hasCut, answer.status, answer.text]).toEqual([true, 503, envelope]);
      expect(await rows('delivery_servers')).toBe(before);
    });

    it('leaves the channels of a server that was not deleted', async () => {
      const id = await createServer(app);
      await assignChannel(app, await createGroup(app), 'MARKETING', `ds_${id}`);
      const assigned = await rows('channel_assignments');
      proxy.cutAt(/DELETE FROM delivery_servers/, 'before');
      const answer = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id });
      expect([proxy.hasCut, answer.status, answer.text]).toEqual([true, 503, envelope]);
      await expect.poll(() => rows('channel_assignments')).toBe(assigned);
    });

    it('leaves nothing when it is lost before the commit', async () => {
      const before = await rows('user_groups');
      proxy.cutAt(/SELECT .* FROM user_groups/s, 'before', /INSERT INTO .?user_groups/);
      const answer = await app.graphql(mutation);
      expect([proxy.hasCut, answer.status, codesOf(answer)]).toEqual([true, 503, ['SERVICE_UNAVAILABLE']]);
      expect(await rows('user_groups')).toBe(before);
    });

    it('says that it is not known whether a change was made when its commit is lost on the way', async () => {
      const before = await rows('user_groups');
      proxy.cutAt(/COMMIT$/, 'before', /INSERT INTO .?user_groups/);
      const answer = await app.graphql(mutation);
      expect([proxy.hasCut, answer.status, codesOf(answer)]).toEqual([true, 503, ['OUTCOME_UNKNOWN']]);
      expect(await rows('user_groups')).toBe(before);
    });

    it.each(['after', 'swallow'] as const)(
      'says the same when the answer to the commit is lost and the change was made (%s)',
      async (moment) => {
        const before = await rows('user_groups');
        proxy.cutAt(/COMMIT$/, moment, /INSERT INTO .?user_groups/);
        const { status, headers, errors } = await app.graphql(mutation);
        expect([proxy.hasCut, status, headers.get('retry-after')]).toEqual([true, 503, null]);
        expect(errors?.[0]).toMatchObject({
          message: expect.stringMatching(/not known.*idempotencyKey/),
          extensions: { code: 'OUTCOME_UNKNOWN', outcome: 'UNKNOWN' },
        });
        await expect.poll(() => rows('user_groups')).toBe(before + 1);
      },
    );

    it('says the same of an update that shared its transaction', async () => {
      const id = `ds_${await createServer(app)}`;
      proxy.cutAt(/COMMIT$/, 'after', /UPDATE .?delivery_servers/);
      const answer = await updateServer(app, { id, name: 'Renamed' });
      expect([proxy.hasCut, answer.status, codesOf(answer)]).toEqual([true, 503, ['OUTCOME_UNKNOWN']]);
      expect(answer.headers.get('retry-after')).toBeNull();
      expect((await readServer(app, id)).name).toBe('Renamed');
    });

    it('says in words to an old client that it is not known whether a server was created', async () => {
      const before = await rows('delivery_servers');
      proxy.cutAt(/COMMIT$/, 'after', /INSERT INTO .?delivery_servers/);
      const { status, headers, body } = await app.legacy(newServer);
      expect([proxy.hasCut, status, headers.get('retry-after')]).toEqual([true, 503, null]);
      expect(body).toEqual({
        Success: false,
        ErrorCode: 100005,
        ErrorText: expect.stringMatching(/^API command failed: .*not known.*Idempotency-Key/),
      });
      expect(await rows('delivery_servers')).toBe(before + 1);
    });

    it('asks to try again where a key makes that safe, and then nothing happens twice', async () => {
      const before = await rows('user_groups');
      const once = `mutation { userGroupCreate(input: { name: "Once", idempotencyKey: "lost answer" }) {
        userGroup { name } userErrors { code } } }`;
      proxy.cutAt(/COMMIT$/, 'after', /INSERT INTO .?user_groups/);
      const lost = await app.graphql(once);
      expect([proxy.hasCut, lost.status, codesOf(lost)]).toEqual([true, 503, ['SERVICE_UNAVAILABLE']]);
      expect(lost.headers.get('retry-after')).toBe('5');
      expect((await app.graphql(once)).data.userGroupCreate.userErrors).toEqual([]);
      expect(await rows('user_groups')).toBe(before + 1);
    });

    it('does not ask to send a mutation again when only the rest of its answer is lost', async () => {
      const before = await rows('user_groups');
      proxy.cutAt(/FROM channel_assignments/, 'before');
      const answer = await app.graphql(
        'mutation { userGroupCreate(input: { name: "Late" }) { userGroup { assignments { channel } } } }',
      );
      expect([proxy.hasCut, answer.status, codesOf(answer)]).toEqual([true, 503, ['OUTCOME_UNKNOWN']]);
      expect(answer.headers.get('retry-after')).toBeNull();
      expect(await rows('user_groups')).toBe(before + 1);
    });

    it('does not ask to send a deletion again when only its groups could not be read', async () => {
      const id = await createServer(app);
      await assignChannel(app, await createGroup(app), 'MARKETING', `ds_${id}`);
      proxy.cutAt(/FROM user_groups g WHERE g.id IN/, 'before');
      const answer =
        await app.graphql(`mutation { deliveryServersDelete(input: { targets: [{ id: "ds_${id}" }] }) {
        freedChannels { userGroup { name } } userErrors { code } } }`);
      expect([proxy.hasCut, answer.status, codesOf(answer)]).toEqual([true, 503, ['OUTCOME_UNKNOWN']]);
      expect(answer.headers.get('retry-after')).toBeNull();
      expect(await database.sql('SELECT id FROM delivery_servers WHERE id = ?', [id])).toEqual([]);
    });

    it('answers an old client that a deletion is done without reading its groups afterwards', async () => {
      const id = await createServer(app);
      const group = await createGroup(app);
      await assignChannel(app, group, 'MARKETING', `ds_${id}`);
      proxy.cutAt(/FROM user_groups g WHERE g.id IN/, 'before');
      const { status, body } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id });
      expect([proxy.hasCut, status, body]).toEqual([
        false,
        200,
        { Success: true, ErrorCode: 0, UserGroupsReset: [Number(group.slice('ug_'.length))] },
      ]);
      // The control: the same statement is met when somebody does read the group.
      await app.graphql(`{ node(id: "${group}") { id ... on UserGroup { name } } }`);
      expect(proxy.hasCut).toBe(true);
    });

    it('does not say of a read that its outcome is unknown, although it writes counts first', async () => {
      await app.legacy(list);
      proxy.cutAt(/COMMIT$/, 'after', /INSERT INTO legacy_usage/);
      const answer = await app.graphql('{ legacyUsage { command } }');
      expect([proxy.hasCut, answer.status, answer.errors]).toEqual([true, 200, undefined]);
    });

    it('does not ask to send the first of two mutations again when the second was lost', async () => {
      proxy.cutAt(/second/, 'before');
      const answer = await app.graphql(`mutation {
        first: userGroupCreate(input: { name: "first" }) { userErrors { code } }
        second: userGroupCreate(input: { name: "second" }) { userErrors { code } } }`);
      expect([proxy.hasCut, answer.status, codesOf(answer)]).toEqual([true, 503, ['OUTCOME_UNKNOWN']]);
      expect([answer.headers.get('retry-after'), answer.errors?.[0].path]).toEqual([null, ['second']]);
    });

    it('asks to send a mutation with a key again when only the rest of its answer is lost', async () => {
      const before = await rows('user_groups');
      const once = `mutation { userGroupCreate(input: { name: "Rest", idempotencyKey: "lost rest" }) {
        userGroup { assignments { channel } } } }`;
      proxy.cutAt(/FROM channel_assignments/, 'before');
      const lost = await app.graphql(once);
      expect([proxy.hasCut, lost.status, codesOf(lost)]).toEqual([true, 503, ['SERVICE_UNAVAILABLE']]);
      expect(lost.headers.get('retry-after')).toBe('5');
      expect((await app.graphql(once)).data.userGroupCreate.userGroup).toEqual({ assignments: [] });
      expect(await rows('user_groups')).toBe(before + 1);
    });

    /** The negative control: the same cut does leave half of a deletion that is not one transaction. */
    it('does leave a half write without a transaction', async () => {
      const id = await createServer(app);
      await assignChannel(app, await createGroup(app), 'MARKETING', `ds_${id}`);
      const assigned = await rows('channel_assignments');
      const connection = await createConnection(proxy.url);
      connection.on('error', () => {});
      proxy.cutAt(/DELETE FROM delivery_servers/, 'before');
      await connection.query('DELETE FROM channel_assignments WHERE delivery_server_id = ?', [id]);
      await expect(connection.query('DELETE FROM delivery_servers WHERE id = ?', [id])).rejects.toThrow();
      expect(await rows('channel_assignments')).toBe(assigned - 1);
      connection.destroy();
    });

    async function rows(table: string): Promise<number> {
      const [row] = await database.sql<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`);
      return Number(row?.count);
    }
  });
});

describe('with a database server of its own', () => {
  let database: OwnServer;
  let app: TestApp;

  beforeAll(async () => {
    database = await startOwnServer();
    app = await startTestApp({ databaseUrl: database.url });
    await createServer(app);
  });
  afterAll(async () => {
    await app?.stop();
    await database?.stop();
  });

  it('is well again by itself after the server is killed, with everything that was acknowledged', async () => {
    const acknowledged: number[] = [];
    let isKilled = false;
    const client = async () => {
      while (!isKilled || acknowledged.length < 5) {
        const { status, body } = await app.legacy(newServer);
        if (status === 200) acknowledged.push(body.DeliveryServerID);
        else expect(status).toBe(503);
      }
    };
    const clients = Promise.all([client(), client(), client()]);
    await expect.poll(() => acknowledged.length, { interval: 5 }).toBeGreaterThan(5);
    const isBack = database.crash();
    isKilled = true;
    await isBack;
    await clients;
    await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
    await expectRecovered(app);
    const { body } = await app.legacy(list);
    expect(Object.keys(body.DeliveryServers)).toEqual(expect.arrayContaining(acknowledged.map(String)));
  });

  it('answers 503 within 10 seconds while the server is stopped by a signal, and recovers', async () => {
    const { pid } = database;
    process.kill(pid, 'SIGSTOP');
    try {
      await expectUnavailable(app, 10_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
    await expectRecovered(app);
  });
});

/** Asks everything at once, so that a test takes no longer than the slowest answer. */
async function expectUnavailable(app: TestApp, milliseconds: number): Promise<void> {
  const begun = Date.now();
  const timed = async <T>(answer: Promise<T>) => {
    const value = await answer;
    expect(Date.now() - begun).toBeLessThan(milliseconds);
    return value;
  };
  const [read, write, graphqlRead, graphqlWrite, ready, health] = await Promise.all([
    timed(app.legacy(list)),
    timed(app.legacy(newServer)),
    timed(app.graphql(query)),
    timed(app.graphql(mutation)),
    timed(fetch(`${app.url}/readyz`)),
    timed(fetch(`${app.url}/healthz`)),
  ]);
  for (const answer of [read, write]) {
    expect([answer.status, answer.text]).toEqual([503, envelope]);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  for (const answer of [graphqlRead, graphqlWrite]) {
    expect([answer.status, codesOf(answer)]).toEqual([503, ['SERVICE_UNAVAILABLE']]);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await ready.json()).toEqual({ status: 'unavailable' });
  expect(health.status).toBe(200);
}

async function expectRecovered(app: TestApp): Promise<void> {
  await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
  const [read, write, graphqlRead, graphqlWrite] = await Promise.all([
    app.legacy(list),
    app.legacy(newServer),
    app.graphql(query),
    app.graphql(mutation),
  ]);
  expect([read.status, write.status, graphqlRead.status, graphqlWrite.status]).toEqual([200, 200, 200, 200]);
  expect([read.body.Success, write.body.Success]).toEqual([true, true]);
  expect([graphqlRead.errors, graphqlWrite.errors]).toEqual([undefined, undefined]);
}

async function readiness(app: TestApp): Promise<number> {
  return (await fetch(`${app.url}/readyz`)).status;
}

function codesOf({ errors }: { errors?: { extensions: { code: string } }[] }): string[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}
