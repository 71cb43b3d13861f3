import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverInput } from '../support/operations.js';
import { assignChannel, createGroup, createServer, readServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  await createServer(app, { DeliveryServerName: 'The only one' });
});
afterAll(() => app?.stop());

/** A view in the place of a table makes every read of it as slow as a heavy query, on the real server. */
async function whileSlow<T>(work: () => Promise<T>, table = 'delivery_servers'): Promise<T> {
  await app.sql(`RENAME TABLE ${table} TO real_table`);
  // Not SLEEP, which MySQL ends without an error.
  await app.sql(`CREATE VIEW ${table} AS SELECT * FROM real_table WHERE BENCHMARK(1e9, SHA2(id, 512)) = 0`);
  try {
    return await work();
  } finally {
    await app.sql(`DROP VIEW ${table}`);
    await app.sql(`RENAME TABLE real_table TO ${table}`);
  }
}

describe('a query that takes too long', () => {
  it('is stopped by the server, and its caller is told to ask for less, not that the database is away', async () => {
    const begun = Date.now();
    const answer = await whileSlow(() => app.graphql('{ node(id: "ds_1") { id } }'));
    expect(Date.now() - begun).toBeLessThan(8_000);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([504, null]);
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Ask for less'),
      extensions: { code: 'QUERY_TIMEOUT' },
    });
    const running = () =>
      app.sql(
        "SELECT info FROM information_schema.processlist WHERE info LIKE '%FROM delivery_servers%' AND info NOT LIKE '%processlist%'",
      );
    // The server takes a moment to forget it.
    await expect.poll(running).toEqual([]);
  });

  it('is no fault of ours in the log', () => {
    expect(JSON.stringify(app.log)).not.toContain('"unexpected error"');
    expect(JSON.stringify(app.log)).toContain('a statement took too long');
  });

  it('is told in the envelope to an old client', async () => {
    const { status, headers, body } = await whileSlow(() =>
      app.legacy({ Command: 'deliveryserver.get', DeliveryServerID: 1 }),
    );
    expect([status, headers.get('retry-after')]).toEqual([504, null]);
    expect(body).toEqual({
      Success: false,
      ErrorCode: 100005,
      ErrorText: expect.stringContaining('too long'),
    });
  });

  it('is not said to have changed nothing where it is the rest of the answer to a mutation', async () => {
    const id = `ds_${await createServer(app)}`;
    // Two, because MariaDB looks at the clock again only when it comes to the next row.
    for (let groups = 0; groups < 2; groups += 1)
      await assignChannel(app, await createGroup(app), 'MARKETING', id);
    const answer = await whileSlow(
      () =>
        app.graphql(
          `mutation { deliveryServerUpdate(input: { id: "${id}", name: "Renamed" }) {
            deliveryServer { assignments { userGroup { name } } } userErrors { code } } }`,
        ),
      'user_groups',
    );
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, null]);
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining('not known'),
      extensions: { code: 'OUTCOME_UNKNOWN', outcome: 'UNKNOWN' },
    });
    expect((await readServer(app, id)).name).toBe('Renamed');
    await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id.slice(3) });
  });

  it('is told with the same status to who wants to follow events', async () => {
    await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: await createServer(app) });
    await expect.poll(async () => (await app.sql('SELECT id FROM events')).length).toBeGreaterThan(1);
    await expect.poll(() => app.sql('SELECT id FROM outbox')).toEqual([]);
    const answer = await whileSlow(
      () =>
        fetch(`${app.url}/graphql/stream`, {
          method: 'POST',
          headers: {
            accept: 'text/event-stream',
            authorization: `Bearer ${app.adminKey}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ query: 'subscription { deliveryServerChanged { kind } }' }),
        }),
      'events',
    );
    expect(answer.status).toBe(504);
    expect(JSON.parse(await answer.text()).errors).toMatchObject([{ extensions: { code: 'QUERY_TIMEOUT' } }]);
  });

  /** The negative control: the same read answers when nothing makes it slow. */
  it('answers when it is not slow', async () => {
    const { status, data } = await app.graphql('{ deliveryServers { nodes { name } } }');
    expect([status, data.deliveryServers.nodes]).toEqual([200, [{ name: 'The only one' }]]);
  });
});

describe('a row that somebody else holds', () => {
  it('is waited for less than 8 seconds, through both interfaces', async () => {
    await app.sql('START TRANSACTION');
    try {
      await app.sql('SELECT id FROM delivery_servers WHERE id = 1 FOR UPDATE');
      const begun = Date.now();
      const answers = await Promise.all([
        app.graphql(
          'mutation { deliveryServerUpdate(input: { id: "ds_1", name: "x" }) { userErrors { code } } }',
        ),
        app.graphql(
          'mutation { deliveryServerUpdate(input: { id: "ds_1", name: "x", idempotencyKey: "k" }) { userErrors { code } } }',
        ),
        app.graphql(
          'mutation { deliveryServersDelete(input: { targets: [{ id: "ds_1" }] }) { userErrors { code } } }',
        ),
        app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: 1 }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
      expect(Date.now() - begun).toBeLessThan(8_000);
    } finally {
      await app.sql('ROLLBACK');
    }
  });
});

describe('a second mutation of a document', () => {
  const rename = (field: string, id: string) =>
    `second: ${field}(input: { id: "${id}", name: "Second" }) { userErrors { code } }`;
  const documentWith = (second: string) => `mutation ($input: DeliveryServerCreateInput!) {
    first: deliveryServerCreate(input: $input) { userErrors { code } } ${second} }`;
  /** What it is, and what makes it fail. */
  const failures: [string, () => Promise<string>, <T>(work: () => Promise<T>) => Promise<T>][] = [
    ['waits in vain for a row', async () => rename('deliveryServerUpdate', 'ds_1'), whileHeld],
    [
      'takes too long',
      async () => rename('userGroupUpdate', await createGroup(app)),
      (work) => whileSlow(work, 'user_groups'),
    ],
  ];

  it.each(failures)('that %s is told by what may be done before it', async (kind, second, whileFailing) => {
    const document = documentWith(await second());
    const answer = await whileFailing(() => app.graphql(document, { input: serverInput({ name: kind }) }));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, null]);
    expect(answer.errors).toMatchObject([
      { path: ['second'], extensions: { code: 'OUTCOME_UNKNOWN', outcome: 'UNKNOWN' } },
    ]);
    expect(await serversNamed(kind)).toBe(1);
  });

  it.each(failures)('that %s may be sent again after one with a key', async (kind, second, whileFailing) => {
    const document = documentWith(await second());
    const name = `${kind}, after a key`;
    const variables = { input: { ...serverInput({ name }), idempotencyKey: kind } };
    const answer = await whileFailing(() => app.graphql(document, variables));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.errors).toMatchObject([{ path: ['second'], extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect((await app.graphql(document, variables)).data.second.userErrors).toEqual([]);
    expect(await serversNamed(name)).toBe(1);
  });

  /** The negative control: the same mutation alone is told that nothing was done. */
  it('that waits in vain is told so when there is none before it', async () => {
    const document = `mutation { ${rename('deliveryServerUpdate', 'ds_1')} }`;
    const answer = await whileHeld(() => app.graphql(document));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  });

  async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
    await app.sql('START TRANSACTION');
    await app.sql('SELECT id FROM delivery_servers WHERE id = 1 FOR UPDATE');
    return work().finally(() => app.sql('ROLLBACK'));
  }

  async function serversNamed(name: string): Promise<number> {
    return (await app.sql('SELECT id FROM delivery_servers WHERE name = ?', [name])).length;
  }
});
