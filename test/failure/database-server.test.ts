import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnServer, startOwnServer } from '../support/database-servers/own-server.js';
import { createServer, newServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { expectRecovered, expectUnavailable, list, readiness } from './availability.js';

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
    // A busy system takes a moment to stop all threads.
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), { timeout: 5_000 }).toMatch(/\) T /);
    try {
      await expectUnavailable(app, 10_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
    await expectRecovered(app);
  });
});
