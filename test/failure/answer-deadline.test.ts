import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beginUpload } from '../process/slow-requests.js';
import { overEventStream, overWebSocket } from '../subscriptions/subscriber.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, newServer, postCommand } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

const answerMilliseconds = 1_000;
/** Of the gateways that share the database behind the proxy. */
const secretsKey = randomBytes(32);
const query = '{ deliveryServers { nodes { name } } }';
const createGroup = (
  name: string,
  input = '',
) => `mutation { userGroupCreate(input: { name: "${name}" ${input} }) {
  userGroup { id } userErrors { code } } }`;

let database: TestDatabase;
let proxy: DatabaseProxy;
let app: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  proxy = await startDatabaseProxy(database.url);
});
afterAll(async () => {
  await proxy?.close();
  await database?.drop();
});

describe('a request that waits for a hung database when its time is over', () => {
  beforeAll(async () => {
    app = await startTestApp({ databaseUrl: proxy.url, secretsKey, rateLimit: 0, answerMilliseconds });
    await createServer(app);
  });
  afterEach(async () => {
    await proxy.restore();
    await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  });
  afterAll(() => app.stop());

  it('is told that it took too long when it only reads', async () => {
    proxy.freeze();
    const [graphql, legacy] = await Promise.all([
      app.graphql(query),
      app.legacy({ Command: 'deliveryservers.get' }),
    ]);
    expect([graphql.status, graphql.headers.get('retry-after')]).toEqual([504, null]);
    expect(graphql.errors).toMatchObject([{ extensions: { code: 'QUERY_TIMEOUT' } }]);
    expect([legacy.status, legacy.headers.get('retry-after')]).toEqual([504, null]);
    expect(legacy.body).toMatchObject({
      ErrorCode: 100005,
      ErrorText: expect.stringContaining('changed nothing'),
    });
  });

  it('is told to try again when it has read, and waits to record that it is about to show passwords', async () => {
    proxy.cutAt(/INSERT INTO .?audit_entries/, 'swallow');
    const { status, headers, text } = await app.legacy({ Command: 'deliveryservers.get' });
    expect([proxy.hasCut, status, headers.get('retry-after')]).toEqual([true, 503, '5']);
    expect(text).toBe('{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}');
  });

  it('is told that nobody knows the outcome when it writes, and it may still be done', async () => {
    app.log.length = 0;
    proxy.freeze();
    const [graphql, legacy] = await Promise.all([app.graphql(createGroup('Unknown')), app.legacy(newServer)]);
    expect([graphql.status, graphql.headers.get('retry-after')]).toEqual([503, null]);
    expect(graphql.errors).toEqual([
      {
        message: expect.stringMatching(/not known.*idempotencyKey/),
        extensions: { code: 'OUTCOME_UNKNOWN', outcome: 'UNKNOWN' },
      },
    ]);
    expect([legacy.status, legacy.headers.get('retry-after')]).toEqual([503, null]);
    expect(legacy.body).toEqual({
      Success: false,
      ErrorCode: 100005,
      ErrorText: expect.stringMatching(/not known.*Idempotency-Key/),
    });
    await proxy.restore();
    await expect.poll(() => named('user_groups', 'Unknown')).toBe(1);
    expect(app.log.filter(({ msg }) => msg === 'request')).toMatchObject([
      { status: 503, refused: 'OUTCOME_UNKNOWN' },
      { status: 503, refused: 'OUTCOME_UNKNOWN' },
    ]);
  });

  it('is told to try again when its key makes that safe, and then nothing happens twice', async () => {
    const send = () =>
      Promise.all([
        app.graphql(createGroup('Once', 'idempotencyKey: "late"')),
        postCommand(app, { ...newServer, DeliveryServerName: 'Once' }, { 'idempotency-key': 'late command' }),
      ]);
    proxy.freeze();
    const [graphql, legacy] = await send();
    expect([graphql.status, graphql.headers.get('retry-after')]).toEqual([503, '5']);
    expect(graphql.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect([legacy.status, legacy.headers.get('retry-after')]).toEqual([503, '5']);
    expect(legacy.text).toBe('{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}');
    await proxy.restore();
    expect((await send()).map(({ status }) => status)).toEqual([200, 200]);
    expect([await named('user_groups', 'Once'), await named('delivery_servers', 'Once')]).toEqual([1, 1]);
  });

  it('is answered in XML when it asked for that', async () => {
    proxy.freeze();
    const { status, headers, text } = await postCommand(app, { ...newServer, ResponseFormat: 'XML' });
    expect([status, headers.get('content-type')]).toEqual([503, 'text/xml; charset=utf-8']);
    expect(text).toMatch(
      /^<\?xml .*\n<response><Success><!\[CDATA\[false\]\]><\/Success><ErrorCode><!\[CDATA\[100005\]\]>/,
    );
  });

  it('writes nothing any more when that had not begun', async () => {
    const key = await app.createKey(['WRITE']);
    const send = () => app.legacy({ ...newServer, DeliveryServerName: 'Begun' }, { key });
    proxy.freeze();
    // The look-up of a key in the body that nobody has used yet waits, and goes on when its request has been answered.
    expect((await send()).body).toMatchObject({ ErrorText: expect.stringContaining('changed nothing') });
    const next = send();
    await proxy.restore();
    expect((await next).body).toMatchObject({ Success: true });
    expect(await named('delivery_servers', 'Begun')).toBe(1);
  });
});

describe('what takes longer than an answer may take to begin', () => {
  beforeAll(async () => {
    app = await startTestApp({ answerMilliseconds });
  });
  afterAll(() => app.stop());

  it.each([
    ['WebSocket', overWebSocket],
    ['event stream', overEventStream],
  ])('goes on when it is a subscription: %s', async (_, subscribe) => {
    const subscriber = await subscribe(app);
    await sleep(2 * answerMilliseconds);
    await createServer(app);
    expect(await subscriber.first(1)).toMatchObject([{ kind: 'CREATED' }]);
    subscriber.stop();
  });

  it.each([
    ['/api.php', { ...newServer }, '"Success":true'],
    ['/graphql', { query: '{ viewer { name } }' }, 'UNAUTHENTICATED'],
  ])('is answered when it is the body that comes slowly: %s', async (path, body, answer) => {
    const upload = await beginUpload(app.url, path, { ...body, APIKey: app.adminKey }, 'close');
    await sleep(2 * answerMilliseconds);
    expect(await upload.finish()).toContain(answer);
  });
});

describe('several mutations in one document', () => {
  const count = 10;
  const mutations = (field: (index: number) => string) =>
    `mutation { ${Array.from({ length: count }, (_, index) => `m${index}: ${field(index)}`).join('\n')} }`;
  const createGroups = mutations(
    () => `userGroupCreate(input: { name: "One of many" }) { userErrors { code } }`,
  );

  const startAnother = (options: object = {}) =>
    startTestApp({ databaseUrl: proxy.url, secretsKey, adminApiKey: 'several-mutations', ...options });

  it('that take too long together are not gone on with when their request has been answered', async () => {
    app = await startAnother({ answerMilliseconds });
    await database.sql('CREATE TRIGGER slow BEFORE INSERT ON user_groups FOR EACH ROW DO SLEEP(0.3)');
    const answer = await app.graphql(createGroups);
    expect([answer.status, codesOf(answer)]).toEqual([503, ['OUTCOME_UNKNOWN']]);
    await sleep(count * 300);
    const made = await named('user_groups', 'One of many');
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(count);
    await database.sql('DROP TRIGGER slow');
    await app.stop();
  });

  it('are answered in time when the database hangs, and when somebody else holds their row', async () => {
    app = await startAnother();
    const [server] = await database.sql<{ id: number }>('SELECT id FROM delivery_servers LIMIT 1');
    await database.sql('START TRANSACTION');
    await database.sql('SELECT id FROM delivery_servers FOR UPDATE');
    const begun = Date.now();
    const held = await app.graphql(
      mutations(
        (index) =>
          `deliveryServerUpdate(input: { id: "ds_${server?.id}", name: "${index}" }) { userErrors { code } }`,
      ),
    );
    expect(Date.now() - begun).toBeLessThan(8_500);
    await database.sql('ROLLBACK');
    proxy.freeze();
    const frozen = Date.now();
    const hung = await app.graphql(createGroups);
    expect(Date.now() - frozen).toBeLessThan(8_500);
    await proxy.restore();
    for (const answer of [held, hung])
      expect([answer.status, codesOf(answer)]).toEqual([503, ['SERVICE_UNAVAILABLE']]);
    await app.stop();
  });
});

/** What earlier requests may still do does not count. */
async function named(table: string, name: string): Promise<number> {
  return (await database.sql(`SELECT id FROM ${table} WHERE name = ?`, [name])).length;
}

function codesOf({ errors }: { errors?: { extensions: { code: string } }[] }): string[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}
