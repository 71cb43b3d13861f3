import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnServer, startOwnServer } from '../support/database-servers/own-server.js';
import { mutation, serverInput } from '../support/operations.js';
import { createServer, newServer, readServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let database: OwnServer;
let app: TestApp;

// All tables are in one file that may not grow further: to InnoDB that is a disk without room.
beforeAll(async () => {
  database = await startOwnServer([
    '--innodb-file-per-table=OFF',
    '--innodb-data-file-path=ibdata1:12M:autoextend:max:20M',
  ]);
  app = await startTestApp({ databaseUrl: database.url });
  await sql('CREATE TABLE ballast (content LONGBLOB NOT NULL)');
  for (let row = 0; row < 6; row += 1) await sql("INSERT INTO ballast VALUES (REPEAT('x', 500000))");
});
afterAll(async () => {
  await app?.stop();
  await database?.stop();
});

const reason =
  'The database has no room left: it can be read, and takes no writes until there is room again.';
const large = 1_000_000;

it('a database without room makes writes answer 503 with the reason, and nothing else, until there is room', async () => {
  const small: number[] = [];
  for (let count = 0; count < 8; count += 1) small.push(await createServer(app));
  // The small ones take what the large ones leave, so that what the server tidies up later is no room for a large one.
  const created = [...(await fillByCreates(large)), ...(await fillByCreates(50_000))];
  // InnoDB keeps some room back from new rows that it gives to changed ones.
  const { updated, refused: id } = await fillByUpdates(small);

  const update = enlargement(id);
  const create = { input: serverInput({ senderRotation: update.senderRotation }) };
  for (const answer of [
    await updateServer(app, update),
    await app.graphql(mutation('deliveryServerCreate', ''), create),
  ]) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.errors).toMatchObject([{ message: reason, extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  }
  const legacy = await createWithSettings(large);
  expect([legacy.status, legacy.body.ErrorCode]).toEqual([503, 100005]);
  expect(await readiness()).toEqual([503, { status: 'unavailable', reason }]);
  // Transactions that succeed and write nothing.
  expect((await updateServer(app, { ...update, expectedVersion: 9 })).status).toBe(200);
  expect((await dryDelete(id)).data.deliveryServersDelete.userErrors).toEqual([]);
  expect(await readiness()).toEqual([503, { status: 'unavailable', reason }]);
  expect(await readServer(app, `ds_${id}`)).toMatchObject({ name: 'Main relay' });
  expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);

  // A deletion needs room as well, for its entries in the audit trail: room has to come from elsewhere.
  expect((await deleteServers([...created, ...updated])).status).toBe(503);
  await sql('DROP TABLE ballast');
  await expect.poll(async () => (await deleteServers([...created, ...updated])).status).toBe(200);
  // The server gives back the room of deleted rows a little later.
  await expect.poll(async () => (await updateServer(app, update)).status).toBe(200);
  expect(await readServer(app, `ds_${id}`)).toMatchObject({ name: 'New name' });
  expect(await readiness()).toEqual([200, { status: 'ready' }]);
});

/** Creates servers with settings of this length until there is no room for another, and gives their numbers. */
async function fillByCreates(length: number): Promise<number[]> {
  const created: number[] = [];
  for (;;) {
    const { status, body } = await createWithSettings(length);
    if (status === 503) return created;
    expect(body).toMatchObject({ Success: true });
    created.push(body.DeliveryServerID);
  }
}

/** Makes one server after the other large until there is no room for the next. */
async function fillByUpdates(ids: number[]) {
  const updated: number[] = [];
  for (const id of ids) {
    if ((await updateServer(app, enlargement(id))).status === 503) return { updated, refused: id };
    updated.push(id);
  }
  throw new Error('There was room for all of them.');
}

function enlargement(id: number) {
  return {
    id: `ds_${id}`,
    name: 'New name',
    senderRotation: { enabled: true, settings: 'x'.repeat(large) },
  };
}

function createWithSettings(length: number) {
  return app.legacy({ ...newServer, SenderRotation_Settings: 'x'.repeat(length) });
}

async function readiness(): Promise<[number, unknown]> {
  const response = await fetch(`${app.url}/readyz`);
  return [response.status, await response.json()];
}

async function sql(statement: string): Promise<void> {
  const connection = await createConnection(database.url);
  await connection.query(statement).finally(() => connection.end());
}

function deleteServers(ids: number[]) {
  return app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: ids });
}

function dryDelete(id: number) {
  return app.graphql(`mutation {
    deliveryServersDelete(input: { targets: [{ id: "ds_${id}" }], dryRun: true }) { userErrors { code } }
  }`);
}
