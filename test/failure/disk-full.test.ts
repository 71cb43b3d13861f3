import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, newServer, readServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let id: number;

beforeAll(async () => {
  app = await startTestApp();
  id = await createServer(app);
});
afterAll(() => app?.stop());

const reason =
  'The database has no room left: it can be read, and takes no writes until there is room again.';

/** The server says what it says of a tablespace that cannot grow, in the number by which that is told. */
it('a database without room makes writes answer 503 with the reason, and nothing else', async () => {
  for (const event of ['INSERT', 'UPDATE']) {
    await app.sql(
      `CREATE TRIGGER full_${event} BEFORE ${event} ON delivery_servers FOR EACH ROW
       SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'`,
    );
  }

  const update = { id: `ds_${id}`, name: 'New name' };
  for (const answer of [await updateServer(app, update), await create()]) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.errors).toMatchObject([{ message: reason, extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  }
  const legacy = await app.legacy(newServer);
  expect([legacy.status, legacy.body.ErrorCode]).toEqual([503, 100005]);
  expect(await readiness()).toEqual([503, { status: 'unavailable', reason }]);
  // Transactions that succeed and write nothing.
  expect((await updateServer(app, { ...update, expectedVersion: 9 })).status).toBe(200);
  expect((await dryDelete()).data.deliveryServersDelete.userErrors).toEqual([]);
  expect(await readiness()).toEqual([503, { status: 'unavailable', reason }]);
  expect(await readServer(app, `ds_${id}`)).toMatchObject({ name: 'Main relay' });
  expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);

  for (const event of ['INSERT', 'UPDATE']) await app.sql(`DROP TRIGGER full_${event}`);
  expect((await updateServer(app, update)).status).toBe(200);
  expect(await readiness()).toEqual([200, { status: 'ready' }]);
});

async function readiness(): Promise<[number, unknown]> {
  const response = await fetch(`${app.url}/readyz`);
  return [response.status, await response.json()];
}

function dryDelete() {
  return app.graphql(`mutation {
    deliveryServersDelete(input: { targets: [{ id: "ds_${id}" }], dryRun: true }) { userErrors { code } }
  }`);
}

function create() {
  return app.graphql(`mutation {
    deliveryServerCreate(input: {
      name: "Relay" smtp: { host: "smtp.example.com", port: 25, security: NONE, authRequired: false }
      domains: { linkTracking: "l.example.com", openTracking: "o.example.com", mailFrom: "b.example.com" }
    }) { userErrors { code } }
  }`);
}
