import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../../support/database-proxy.js';
import { createServer } from '../../support/installation.js';
import { createMigratedDatabase } from '../../support/migrated-database.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { TestDatabase } from '../../support/test-database.js';
import { ask, formOf } from '../../support/wire.js';

const json = 'application/json; charset=utf-8';

describe('A10: a fault of ours', () => {
  const envelope = '{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}';

  it('A10: is answered 500, 100005, with no detail, and is in the log', async () => {
    const broken = await startTestApp();
    try {
      await createServer(broken);
      await broken.sql('ALTER TABLE delivery_servers RENAME COLUMN smtp_host TO smtp_host_gone');
      const list = { Command: 'deliveryservers.get', APIKey: broken.adminKey };
      const answer = await ask(broken, `/api.php?${formOf(list)}`);
      expect([answer.status, answer.text]).toEqual([500, envelope]);
      expect(answer.headers.get('content-type')).toBe(json);
      expect(broken.log.some(({ msg }) => msg === 'unexpected error')).toBe(true);

      const inXml = await ask(broken, `/api.php?${formOf({ ...list, ResponseFormat: 'XML' })}`);
      expect(inXml.status).toBe(500);
      expect(inXml.text).toContain('<ErrorCode><![CDATA[100005]]></ErrorCode>');
      expect(inXml.text).not.toMatch(/smtp_host|SELECT|html/i);
    } finally {
      await broken.stop();
    }
  });

  describe('a database that is away', () => {
    let database: TestDatabase;
    let proxy: DatabaseProxy;
    let own: TestApp;

    beforeAll(async () => {
      database = await createMigratedDatabase();
      proxy = await startDatabaseProxy(database.url);
      own = await startTestApp({ databaseUrl: proxy.url });
    });
    afterAll(async () => {
      await own?.stop();
      await proxy?.close();
      await database?.drop();
    });

    it('A10: is answered 503 with Retry-After and the same envelope, and passes', async () => {
      await proxy.cut();
      const away = await own.legacy({ Command: 'deliveryservers.get' });
      expect([away.status, away.text]).toEqual([503, envelope]);
      expect(away.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      await proxy.restore();
      const back = async () => (await own.legacy({ Command: 'deliveryservers.get' })).status;
      await expect.poll(back, { timeout: 10_000 }).toBe(200);
    });
  });
});
