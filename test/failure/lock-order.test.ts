import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDatabase,
  startEmbeddedDatabase,
} from '../../src/database/embedded/embedded-database.js';
import { assignChannel, createGroup, createServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('deletions of servers and assignments of channels at the same time', () => {
  let directory: string;
  let database: EmbeddedDatabase;
  let connection: Connection;
  let app: TestApp;

  // A server of its own: it counts the deadlocks of all its databases together.
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gateway-locks-'));
    database = await startEmbeddedDatabase({
      dataDirectory: join(directory, 'database'),
      cacheDirectory: resolve(import.meta.dirname, '..', '..', '.cache'),
      report: () => {},
    });
    connection = await createConnection(database.url);
    app = await startTestApp({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await app?.stop();
    await connection?.end();
    await database?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const deadlocks = async () => {
    const [rows] = await connection.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'");
    return Number(rows[0]?.Value);
  };

  it('take their locks in one order, so that none of them meet in a ring', async () => {
    const groups = [await createGroup(app), await createGroup(app)];
    const before = await deadlocks();
    expect(before).toBeGreaterThanOrEqual(0);
    for (let round = 0; round < 8; round += 1) {
      const servers = await Promise.all(Array.from({ length: 4 }, () => createServer(app)));
      for (const [index, group] of groups.entries()) {
        await assignChannel(app, group, 'MARKETING', `ds_${servers[index]}`);
        await assignChannel(app, group, 'TRANSACTIONAL', `ds_${servers[1 - index]}`);
      }
      const answers = await Promise.all([
        ...groups.flatMap((group) => [
          assignChannel(app, group, 'MARKETING', `ds_${servers[2]}`),
          assignChannel(app, group, 'TRANSACTIONAL', `ds_${servers[3]}`),
          assignChannel(app, group, 'MARKETING', `ds_${servers[0]}`),
        ]),
        app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: [servers[0], servers[1]] }),
        app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: [servers[1], servers[3]] }),
      ]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    expect(await deadlocks()).toBe(before);
  });
});

describe('a deletion of very many servers by an old client', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.stop());

  it('says how many are allowed when it is too many', async () => {
    const ids = Array.from({ length: 20_001 }, (_, index) => index + 1_000_000);
    const { status, body } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: ids });
    expect([status, body.Success, body.ErrorCode]).toEqual([413, false, 100000]);
    expect(body.ErrorText).toContain('at most 20000');
  });

  it('happens when it is as many as are allowed', async () => {
    const first = await createServer(app);
    const columns = `smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required,
      link_tracking_domain, open_tracking_domain, mail_from`;
    for (let doubled = 0; doubled < 14; doubled += 1) {
      await app.sql(
        `INSERT INTO delivery_servers (name, ${columns}) SELECT 'One of many', ${columns}
         FROM delivery_servers WHERE id >= ? LIMIT 8192`,
        [first],
      );
    }
    const rows = await app.sql('SELECT id FROM delivery_servers WHERE id >= ? LIMIT 10000', [first]);
    const ids = rows.map(({ id }) => id);
    const { body } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: ids });
    expect(body.Success).toBe(true);
    expect(await app.sql('SELECT id FROM delivery_servers WHERE id IN (?)', [ids])).toEqual([]);
  });
});
