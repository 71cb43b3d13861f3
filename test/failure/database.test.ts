import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseProxy } from '../support/database-proxy.js';
import type { TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { codesOf, envelope, expectRecovered, expectUnavailable, list, query } from './availability.js';
import { type ProxiedApp, startProxiedApp } from './proxied-app.js';

/** For how long a credential is believed without asking the database. */
const believed = 5_100;

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
      // Those for whom there is no room are refused at once, as at any other time.
      const codes = answers.map(({ status, body }) => [status, body.ErrorCode].join(' '));
      expect(codes).toContain('503 100005');
      expect(codes.filter((code) => code !== '503 100005' && code !== '200 429')).toEqual([]);
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
});
