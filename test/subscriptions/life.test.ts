import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { openRawSocket, sendLines } from './raw-socket.js';
import { overEventStream, overWebSocket, type Subscriber } from './subscriber.js';

let database: TestDatabase;
let proxy: DatabaseProxy;
/** Reaches the database through the proxy. */
let app: TestApp;
/** Reaches the same database directly. */
let other: TestApp;

const administrator = { username: 'root', password: 'a password of the tests' };

beforeAll(async () => {
  database = await createMigratedDatabase();
  proxy = await startDatabaseProxy(database.url);
  const shared = { secretsKey: randomBytes(32), adminApiKey: 'the-key-of-both', administrator };
  app = await startTestApp({ databaseUrl: proxy.url, ...shared });
  other = await startTestApp({ databaseUrl: database.url, ...shared });
});
afterAll(async () => {
  await app?.stop();
  await other?.stop();
  await proxy?.close();
  await database?.drop();
});

const both = (options: { key?: string }): Promise<Subscriber[]> =>
  Promise.all([overWebSocket(app, options), overEventStream(app, options)]);

describe('a credential that ends', () => {
  it.each([
    ['a key that is revoked here', () => app],
    ['a key that is revoked through another gateway', () => other],
  ])('%s closes what was opened with it, and nothing else', async (_, through) => {
    const key = await app.createKey(['READ']);
    const kept = await both({});
    const [socket, stream] = await both({ key });
    const { data } = await app.graphql('{ apiKeys(first: 100) { nodes { id name } } }');
    const { id } = data.apiKeys.nodes.findLast(({ name }: { name: string }) => name === 'test READ');
    await through().graphql(
      'mutation ($id: ID!) { apiKeyRevoke(input: { id: $id }) { userErrors { code } } }',
      {
        id,
      },
    );
    expect(await socket?.ended).toMatchObject({ code: 4403, reason: 'The credential is no longer valid.' });
    expect(await stream?.ended).toBeNull();
    expect(stream?.errors).toEqual([
      { message: 'The credential is no longer valid.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    const event = `ds_${await createServer(app)}`;
    for (const subscriber of kept) {
      expect((await subscriber.first(1))[0].deliveryServerId).toBe(event);
      subscriber.stop();
    }
  });

  it('a session that is signed out closes what was opened with it', async () => {
    const key = await app.signIn(administrator);
    const [socket, stream] = await both({ key });
    await app.graphql('mutation { signOut { signedOut } }', {}, key);
    expect(await socket?.ended).toMatchObject({ code: 4403 });
    expect(await stream?.ended).toBeNull();
  });
});

describe('a database that goes away', () => {
  it('closes nothing, and what happened in the meantime is told once it is back', async () => {
    const subscribers = await both({});
    const { first } = subscribers[0] as Subscriber;
    const before = `ds_${await createServer(other)}`;
    await first(1);
    await proxy.cut();
    const meanwhile = [await createServer(other), await createServer(other)].map((id) => `ds_${id}`);
    // Until the credentials have been asked for in vain.
    const outage = app.log.length;
    await expect
      .poll(() => app.log.slice(outage).some(({ msg }) => msg === 'the database is not available'), {
        timeout: 15_000,
      })
      .toBe(true);
    await proxy.restore();
    const after = `ds_${await createServer(other)}`;
    for (const subscriber of subscribers) {
      const events = await subscriber.first(4);
      expect(events.map(({ deliveryServerId }) => deliveryServerId)).toEqual([before, ...meanwhile, after]);
      expect(events.map(({ deliveryServer }) => deliveryServer.id)).toEqual([before, ...meanwhile, after]);
      expect(subscriber.errors).toEqual([]);
      subscriber.stop();
    }
  });

  it('holds back the event whose object it could not give', async () => {
    const { first, errors, stop } = await overEventStream(app);
    proxy.cutAt(/FROM delivery_servers/, 'before');
    const id = `ds_${await createServer(other)}`;
    const [event] = await first(1);
    expect([proxy.hasCut, event.deliveryServer?.id, errors]).toEqual([true, id, []]);
    stop();
  });

  it('tells who comes meanwhile to come later', async () => {
    await proxy.cut();
    const key = 'nobody-knows-this-key';
    expect(await (await overWebSocket(app, { key })).ended).toMatchObject({ code: 1013 });
    const { response } = await (await overEventStream(app, { key })).ended;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    await proxy.restore();
  });
});

describe('a client that does not read', () => {
  let hasty: TestApp;
  const events = 3_000;

  beforeAll(async () => {
    hasty = await startTestApp({ heartbeatMilliseconds: 1_000 });
  });
  afterAll(() => hasty?.stop());

  it('is cut off over either transport, while the others miss nothing', async () => {
    const credential = `Bearer ${hasty.adminKey}`;
    // Events too large for what the system buffers between the two ends.
    await createServer(hasty);
    await hasty.sql("UPDATE delivery_servers SET sender_rotation_settings = REPEAT('x', 100000)");
    const query = 'subscription { deliveryServerChanged { deliveryServer { senderRotation { settings } } } }';

    const deaf = await openRawSocket(hasty, { headers: { authorization: credential } });
    deaf.send({ type: 'connection_init' });
    await expect.poll(() => deaf.messages.length).toBe(1);
    deaf.send({ type: 'subscribe', id: '1', payload: { query } });
    const body = JSON.stringify({ query });
    const stuck = await sendLines(
      hasty,
      'POST /graphql/stream HTTP/1.1',
      'Host: gateway',
      'Accept: text/event-stream',
      'Content-Type: application/json',
      `Authorization: ${credential}`,
      `Content-Length: ${body.length}`,
    );
    stuck.write(body);
    stuck.on('error', () => {});
    await expect.poll(() => hasty.log.filter(({ msg }) => msg === 'subscription').length).toBe(2);
    const reader = await overWebSocket(hasty);

    deaf.socket.pause();
    stuck.pause();
    const rows = Array.from({ length: events }, (_, index) => ['DELIVERY_SERVER', 1, 'UPDATED', index + 1]);
    await hasty.sql('INSERT INTO outbox (subject, subject_id, kind, version) VALUES ?', [rows]);

    const ends = () => [
      hasty.log.some(({ msg, code }) => msg === 'websocket' && code === 1006),
      hasty.log.some(({ path, status }) => path === '/graphql/stream' && status === 499),
    ];
    await expect.poll(ends, { timeout: 12_000 }).toEqual([true, true]);
    const told = await reader.first(events);
    expect(told.map(({ version }) => version)).toEqual(rows.map(([, , , version]) => version));
    deaf.socket.terminate();
    stuck.destroy();
    reader.stop();
  });

  it('is the only one: who reads and has nothing to hear stays', async () => {
    const subscribers = await Promise.all([overWebSocket(hasty), overEventStream(hasty)]);
    const beats = await openRawSocket(hasty, { headers: { authorization: `Bearer ${hasty.adminKey}` } });
    beats.send({ type: 'connection_init' });
    for (let beat = 0; beat < 2; beat += 1) await once(beats.socket, 'ping');
    const id = `ds_${await createServer(hasty)}`;
    for (const { first, stop } of subscribers) {
      expect((await first(1))[0].deliveryServerId).toBe(id);
      stop();
    }
    beats.socket.close();
  });
});

describe('a gateway that stops', () => {
  it('closes what is open so that clients come back, and waits for nobody', { timeout: 8_000 }, async () => {
    const stopping = await startTestApp();
    const [socket, stream] = await Promise.all([overWebSocket(stopping), overEventStream(stopping)]);
    // One that does not take part in closing.
    const deaf = await openRawSocket(stopping);
    deaf.socket.pause();
    const silent = connect(Number(new URL(stopping.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await stopping.stop();
    expect(await socket.ended).toMatchObject({ code: 1001, reason: 'The gateway is stopping.' });
    expect((await stream.ended).message).toBe('Connection closed while having active streams');
    deaf.socket.terminate();
  });
});

it('a subscription whose beginning lost the database may be asked for again', async () => {
  const ownDatabase = await createMigratedDatabase();
  const ownProxy = await startDatabaseProxy(ownDatabase.url);
  const gateway = await startTestApp({ databaseUrl: ownProxy.url, publishMilliseconds: 3_600_000 });
  try {
    await createServer(gateway);
    ownProxy.cutAt(/COMMIT$/, 'after', /INSERT INTO events/);
    const answer = await fetch(`${gateway.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${gateway.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: 'subscription { deliveryServerChanged { kind } }' }),
    });
    const { errors } = JSON.parse(await answer.text());
    expect([ownProxy.hasCut, answer.status, answer.headers.get('retry-after')]).toEqual([true, 503, '5']);
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  } finally {
    await gateway.stop();
    await ownProxy.close();
    await ownDatabase.drop();
  }
});
