import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseProxy } from '../support/database-proxy.js';
import {
  assignChannel,
  createGroup,
  createServer,
  newServer,
  readServer,
  updateServer,
} from '../support/servers.js';
import type { TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { codesOf, envelope, list, mutation } from './availability.js';
import { type ProxiedApp, startProxiedApp } from './proxied-app.js';

let proxied: ProxiedApp;
let database: TestDatabase;
let proxy: DatabaseProxy;
let app: TestApp;

beforeAll(async () => {
  proxied = await startProxiedApp();
  ({ database, proxy, app } = proxied);
});
afterEach(() => proxied.recover());
afterAll(() => proxied?.stop());

describe('with a database behind a proxy', () => {
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
