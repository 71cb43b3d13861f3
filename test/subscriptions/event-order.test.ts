import { createConnection } from 'mysql2/promise';
import { describe, expect, it } from 'vitest';
import { createServer } from '../support/servers.js';
import type { TestApp } from '../support/test-app.js';
import { overEventStream } from './subscriber.js';
import { inShort, useTwoGateways } from './two-gateways.js';

const gateways = useTwoGateways();

describe('the order of events', () => {
  it('is that of commits: a slow transaction is told although it wrote first and committed last', async () => {
    const { first, events } = await gateways.follow();
    const slow = await createConnection(gateways.database.url);
    await slow.query('BEGIN');
    await slow.query(
      "INSERT INTO outbox (subject, subject_id, kind, version) VALUES ('DELIVERY_SERVER', 4711, 'UPDATED', 9)",
    );
    // So many that a server would rather walk through the table than look them up.
    await noteChanges(20);
    await first(20);
    const quick = `ds_${await createServer(gateways.app)}`;
    const later = `ds_${await createServer(gateways.app)}`;
    expect((await first(22)).slice(20).map(inShort)).toEqual([
      ['CREATED', quick, 1],
      ['CREATED', later, 1],
    ]);
    await slow.query('COMMIT');
    await slow.end();
    expect((await first(23)).map(inShort)[22]).toEqual(['UPDATED', 'ds_4711', 9]);
    const after = events[21].id;
    const again = await gateways.follow({ at: gateways.other, variables: { after } });
    expect((await again.first(1)).map(inShort)).toEqual([['UPDATED', 'ds_4711', 9]]);
  });

  it('is that of versions for each object, and nothing comes twice, when many write at once', async () => {
    const [here, there] = [
      await gateways.follow(),
      await gateways.follow({ at: gateways.other, over: overEventStream }),
    ];
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => `ds_${await createServer(gateways.app)}`),
    );
    const writes = Array.from({ length: 200 }, (_, index) => ({
      through: index % 2 ? gateways.app : gateways.other,
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
    expect(await gateways.database.sql('SELECT id FROM outbox')).toEqual([]);
  });

  it('has no gap for whoever comes again after more events than are kept in memory', async () => {
    const { first, events } = await gateways.follow();
    await createServer(gateways.app);
    const [{ id: after }] = await first(1);
    await noteChanges(1_600);
    await first(1_601);
    const versions = Array.from({ length: 1_600 }, (_, index) => index + 1);
    for (const at of [gateways.app, gateways.other]) {
      const again = await gateways.follow({ at, over: overEventStream, variables: { after } });
      expect((await again.first(1_600)).map(({ version }) => version)).toEqual(versions);
    }
    expect(events.slice(1).map(({ version }) => version)).toEqual(versions);
  });
});

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
  await gateways.database.sql('INSERT INTO outbox (subject, subject_id, kind, version) VALUES ?', [rows]);
}
