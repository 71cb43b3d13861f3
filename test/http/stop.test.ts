import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServer, newServer, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let app: TestApp;

beforeEach(async () => {
  database = await createTestDatabase();
  const stopTimes = { listenUntil: 0, refuseAt: 300, cutAt: 10_000 };
  app = await startTestApp({ databaseUrl: database.url, stopTimes });
});
afterEach(() => database.drop());

it('a stop refuses what has no answer when its time is over, in the words of each interface', async () => {
  const id = await createServer(app);
  await database.sql('BEGIN');
  await database.sql('SELECT id FROM delivery_servers FOR UPDATE');
  const answers = Promise.all([
    updateServer(app, { id: `ds_${id}`, name: 'New name' }),
    app.legacy({ ...newServer, Command: 'deliveryserver.update', DeliveryServerID: id }),
  ]);
  // MariaDB looks again only when nobody has asked for a tenth of a second.
  await expect.poll(statementsWaiting, { interval: 150, timeout: 4_000 }).toBeGreaterThan(0);

  const stopped = app.stop();
  const [graphql, legacy] = await answers;
  await database.sql('ROLLBACK');
  await stopped;
  expect([graphql.status, graphql.headers.get('connection')]).toEqual([503, 'close']);
  expect(graphql.errors).toEqual([
    {
      message: 'The gateway is stopping. Try again in a few seconds.',
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ]);
  expect([legacy.status, legacy.headers.get('connection')]).toEqual([503, 'close']);
  expect(legacy.text).toBe('{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}');
  expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
});

async function statementsWaiting(): Promise<number> {
  const waiting = "SELECT trx_id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
  return (await database.sql(waiting)).length;
}
