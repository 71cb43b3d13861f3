import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mutate } from '../support/operations.js';
import { assignChannel, createGroup, createServer, newServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  groupEvents,
  overEventStream,
  overWebSocket,
  type Subscribe,
  type SubscribeOptions,
  type Subscriber,
  serverEvents,
} from './subscriber.js';

let database: TestDatabase;
let app: TestApp;
let other: TestApp;
let start: (options?: TestAppOptions) => Promise<TestApp>;
const open: Subscriber[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const shared = { databaseUrl: database.url, secretsKey: randomBytes(32), adminApiKey: 'the-key-of-both' };
  start = (options) => startTestApp({ ...shared, ...options });
  app = await start();
  other = await start();
});
afterEach(() => {
  for (const subscriber of open.splice(0)) subscriber.stop();
});
afterAll(async () => {
  await other?.stop();
  await app?.stop();
  await database?.drop();
});

async function follow(options: SubscribeOptions & { at?: TestApp; over?: Subscribe } = {}) {
  const { at = app, over = overWebSocket, ...rest } = options;
  const subscriber = await over(at, rest);
  open.push(subscriber);
  return subscriber;
}

/** What an event says, in short. */
function inShort(event: Record<string, unknown>) {
  return [event.kind, event.deliveryServerId ?? event.userGroupId, event.version];
}

describe.each([
  ['a WebSocket', overWebSocket],
  ['server-sent events', overEventStream],
])('over %s', (_, over) => {
  it('each write of a delivery server is told once, in order, with the version it made', async () => {
    const servers = await follow({ over });
    const id = `ds_${await createServer(app)}`;
    await updateServer(app, { id, name: 'Renamed' });
    await mutate(app, 'deliveryServerTestResultsSave', { id, results: noResults, checkedAt });
    await mutate(app, 'deliveryServersDelete', { targets: [{ id }] });
    const last = `ds_${await createServer(app)}`;
    expect((await servers.first(5)).map(inShort)).toEqual([
      ['CREATED', id, 1],
      ['UPDATED', id, 2],
      ['UPDATED', id, 3],
      ['DELETED', id, 3],
      ['CREATED', last, 1],
    ]);
    expect(servers.errors).toEqual([]);
  });

  it('each write of a user group and of its channels is told once', async () => {
    const groups = await follow({ over, query: groupEvents });
    const server = `ds_${await createServer(app)}`;
    const id = await createGroup(app);
    await mutate(app, 'userGroupUpdate', { id, name: 'Renamed' });
    await assignChannel(app, id, 'MARKETING', server);
    await mutate(app, 'deliveryServersDelete', { targets: [{ id: server }] });
    await mutate(app, 'userGroupDelete', { id });
    const last = await createGroup(app);
    expect((await groups.first(6)).map(inShort)).toEqual([
      ['CREATED', id, 1],
      ['UPDATED', id, 2],
      ['UPDATED', id, 3],
      ['UPDATED', id, 4],
      ['DELETED', id, 4],
      ['CREATED', last, 1],
    ]);
  });

  it('a write over the legacy API is told like any other', async () => {
    const servers = await follow({ over });
    const DeliveryServerID = await createServer(app);
    const id = `ds_${DeliveryServerID}`;
    const legacy = async (parameters: object) =>
      expect((await app.legacy(parameters)).body.Success).toBe(true);
    await legacy({ ...newServer, Command: 'deliveryserver.update', DeliveryServerID });
    const TestResults = { SPF: true };
    await legacy({
      Command: 'deliveryserver.testresults',
      DeliveryServerID,
      TestResults,
      LastCheckedAt: '2025-12-28 10:30:00',
    });
    await legacy({ Command: 'deliveryservers.delete', DeliveryServerID });
    expect((await servers.first(4)).map(inShort)).toEqual([
      ['CREATED', id, 1],
      ['UPDATED', id, 2],
      ['UPDATED', id, 3],
      ['DELETED', id, 3],
    ]);
  });

  it('an event carries its object as it is by then, and none when it is gone', async () => {
    const { first } = await follow({ over });
    const id = `ds_${await createServer(app)}`;
    const [created] = await first(1);
    expect(created.deliveryServer).toEqual({ id, version: 1, name: newServer.DeliveryServerName });
    expect(created.id).toMatch(/^ev_\d+$/);
    expect(new Date(created.occurredAt).getTime()).toBeGreaterThan(Date.now() - 60_000);
    await mutate(app, 'deliveryServersDelete', { targets: [{ id }] });
    expect((await first(2))[1]).toMatchObject({ kind: 'DELETED', deliveryServer: null });
  });

  it('a change made through another gateway is told', async () => {
    const { first } = await follow({ over, at: other });
    const id = `ds_${await createServer(app)}`;
    expect((await first(1)).map(inShort)).toEqual([['CREATED', id, 1]]);
  });

  it('whoever comes again with the last event gets what was missed, from any gateway', async () => {
    const before = await follow({ over });
    await createServer(app);
    const [{ id: after }] = await before.first(1);
    before.stop();
    const missed = [await createServer(app), await createServer(app)].map((id) => `ds_${id}`);
    for (const at of [app, other]) {
      const { first } = await follow({ over, at, variables: { after } });
      expect((await first(2)).map(inShort)).toEqual(missed.map((id) => ['CREATED', id, 1]));
    }
  });

  it('only the objects that were asked for are told', async () => {
    const ids = [`ds_${await createServer(app)}`];
    const { first } = await follow({ over, variables: { ids } });
    await updateServer(app, { id: `ds_${await createServer(app)}`, name: 'Unheard' });
    await updateServer(app, { id: ids[0], name: 'Heard' });
    expect((await first(1)).map(inShort)).toEqual([['UPDATED', ids[0], 2]]);
  });
});

describe('the order of events', () => {
  it('is that of commits: a slow transaction is told although it wrote first and committed last', async () => {
    const { first, events } = await follow();
    const slow = await createConnection(database.url);
    await slow.query('BEGIN');
    await slow.query(
      "INSERT INTO outbox (subject, subject_id, kind, version) VALUES ('DELIVERY_SERVER', 4711, 'UPDATED', 9)",
    );
    // So many that a server would rather walk through the table than look them up.
    await noteChanges(20);
    await first(20);
    const quick = `ds_${await createServer(app)}`;
    const later = `ds_${await createServer(app)}`;
    expect((await first(22)).slice(20).map(inShort)).toEqual([
      ['CREATED', quick, 1],
      ['CREATED', later, 1],
    ]);
    await slow.query('COMMIT');
    await slow.end();
    expect((await first(23)).map(inShort)[22]).toEqual(['UPDATED', 'ds_4711', 9]);
    const after = events[21].id;
    const again = await follow({ at: other, variables: { after } });
    expect((await again.first(1)).map(inShort)).toEqual([['UPDATED', 'ds_4711', 9]]);
  });

  it('is that of versions for each object, and nothing comes twice, when many write at once', async () => {
    const [here, there] = [await follow(), await follow({ at: other, over: overEventStream })];
    const ids = await Promise.all(Array.from({ length: 5 }, async () => `ds_${await createServer(app)}`));
    const writes = Array.from({ length: 200 }, (_, index) => ({
      through: index % 2 ? app : other,
      id: ids[index % 5] as string,
    }));
    await Promise.all(writes.map(({ through, id }) => updateThrough(through, id)));
    for (const { first } of [here, there]) {
      const events = await first(205);
      expect(new Set(events.map(({ id }) => id)).size).toBe(205);
      for (const id of ids) {
        const versions = events
          .filter((event) => event.deliveryServerId === id)
          .map(({ version }) => version);
        expect(versions).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
      }
    }
    expect([here.events.length, there.events.length]).toEqual([205, 205]);
    expect(await database.sql('SELECT id FROM outbox')).toEqual([]);
  });

  it('has no gap for whoever comes again after more events than are kept in memory', async () => {
    const { first, events } = await follow();
    await createServer(app);
    const [{ id: after }] = await first(1);
    await noteChanges(1_600);
    await first(1_601);
    const versions = Array.from({ length: 1_600 }, (_, index) => index + 1);
    for (const at of [app, other]) {
      const again = await follow({ at, over: overEventStream, variables: { after } });
      expect((await again.first(1_600)).map(({ version }) => version)).toEqual(versions);
    }
    expect(events.slice(1).map(({ version }) => version)).toEqual(versions);
  });
});

describe('a subscription', () => {
  it('may be one of several operations in a document', async () => {
    const query = `${serverEvents.replace('subscription', 'subscription Chosen')} query Other { viewer { name } }`;
    for (const over of [overWebSocket, overEventStream]) {
      const { first } = await follow({ over, query, operationName: 'Chosen' });
      const id = `ds_${await createServer(app)}`;
      expect((await first(1)).map(inShort)).toEqual([['CREATED', id, 1]]);
    }
  });

  it('without "after" tells nothing of what was committed before', async () => {
    await createServer(app);
    const { first } = await follow();
    const id = `ds_${await createServer(app)}`;
    expect((await first(1)).map(inShort)).toEqual([['CREATED', id, 1]]);
  });

  it.each([
    ['an id of another type', { after: 'ds_1' }, 'after', 'INVALID_ID'],
    ['an event that is yet to come', { after: 'ev_999999999999' }, 'after', 'OUT_OF_RANGE'],
    ['an object of another type', { ids: ['ug_1'] }, 'ids', 'INVALID_ID'],
    ['too many objects', { ids: Array.from({ length: 101 }, (_, i) => `ds_${i + 1}`) }, 'ids', 'TOO_LONG'],
  ])('is refused for %s', async (_, variables, field, code) => {
    for (const over of [overWebSocket, overEventStream]) {
      const { ended, events } = await follow({ over, variables });
      const end = await ended;
      const errors = Array.isArray(end) ? end : (await end.response.json()).errors;
      expect(errors[0].extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fieldErrors: [{ field: [field], code }],
      });
      expect(events).toEqual([]);
    }
  });
});

describe('events that are older than a day', () => {
  it('are gone, and who asks for what followed them is told to begin again', async () => {
    const { first, stop } = await follow();
    await createServer(app);
    await createServer(app);
    const [old, young] = await first(2);
    stop();
    const number = (event: { id: string }) => Number(event.id.replace('ev_', ''));
    await database.sql('UPDATE events SET occurred_at = occurred_at - INTERVAL 25 HOUR WHERE id <= ?', [
      number(young),
    ]);
    await createServer(app);
    const upkeep = await start({ removalMilliseconds: 20 });
    await expect
      .poll(async () => (await database.sql('SELECT id FROM events WHERE id <= ?', [number(young)])).length, {
        timeout: 20_000,
      })
      .toBe(0);
    await upkeep.stop();
    const kept = () => database.sql('SELECT id FROM events');
    await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBe(1);

    const refused = await follow({ variables: { after: old.id } });
    const [error] = await refused.ended;
    expect(error.message).toMatch(/^What came after this event is no longer known\./);
    const next = await follow({ variables: { after: young.id } });
    expect((await next.first(1)).map(({ kind }) => kind)).toEqual(['CREATED']);
  });
});

const checkedAt = '2025-12-28T10:30:00Z';
const noResults = {
  emailDelivery: false,
  spf: false,
  dkim: false,
  dmarc: false,
  senderDomain: false,
  linkDomain: false,
  openDomain: false,
};

/** Again where nothing was done: on a busy machine the wait for a row that many write may be over before its turn. */
async function updateThrough(gateway: TestApp, id: string): Promise<void> {
  const { data, errors } = await gateway.graphql(
    'mutation ($id: ID!) { deliveryServerUpdate(input: { id: $id }) { userErrors { code } } }',
    { id },
    gateway.adminKey,
  );
  if (errors?.[0].extensions.code === 'SERVICE_UNAVAILABLE') return updateThrough(gateway, id);
  expect([errors, data?.deliveryServerUpdate.userErrors]).toEqual([undefined, []]);
}

/** As many committed changes of one server, with versions from 1. */
async function noteChanges(count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => [
    'DELIVERY_SERVER',
    1_000_000,
    'UPDATED',
    index + 1,
  ]);
  await database.sql('INSERT INTO outbox (subject, subject_id, kind, version) VALUES ?', [rows]);
}
