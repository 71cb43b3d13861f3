import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer, newServer, postCommand, updateServer } from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

const stopping = {
  message: 'The gateway is stopping. Try again in a few seconds.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
};

let database: TestDatabase;
let app: TestApp;

beforeEach(async () => {
  database = await createMigratedDatabase();
  const stopTimes = { listenUntil: 0, refuseAt: 300, cutAt: 10_000 };
  app = await startTestApp({ databaseUrl: database.url, stopTimes });
});
afterEach(() => database.drop());

/** Stops the gateway while these wait for a server that somebody else holds, also against reading. */
async function answersAtStop<T>(send: (id: number) => Promise<T>[]): Promise<T[]> {
  const id = await createServer(app);
  await database.sql('LOCK TABLES delivery_servers WRITE');
  const sent = send(id);
  const answers = Promise.all(sent);
  await expect.poll(statementsWaiting, { interval: 50, timeout: 2_500 }).toBe(sent.length);
  const stopped = app.stop();
  const arrived = await answers;
  await database.sql('UNLOCK TABLES');
  await stopped;
  expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  return arrived;
}

it('a stop does not ask to send again what may be done when its time is over', async () => {
  const [graphql, legacy] = await answersAtStop((id) => [
    updateServer(app, { id: `ds_${id}`, name: 'New name' }),
    postCommand(app, newServer),
  ]);
  expect(statusOf(graphql)).toEqual([503, 'close', null]);
  expect(errorsOf(graphql)).toEqual([
    {
      message: expect.stringContaining('not known'),
      extensions: { code: 'OUTCOME_UNKNOWN', outcome: 'UNKNOWN' },
    },
  ]);
  expect(statusOf(legacy)).toEqual([503, 'close', null]);
  expect(JSON.parse((legacy as LegacyAnswer).text)).toEqual({
    Success: false,
    ErrorCode: 100005,
    ErrorText: expect.stringMatching(/not known.*Idempotency-Key/),
  });
});

it('a stop asks to send again what has a key', async () => {
  const [graphql, legacy] = await answersAtStop((id) => [
    updateServer(app, { id: `ds_${id}`, name: 'New name', idempotencyKey: 'stop' }),
    postCommand(app, newServer, { 'idempotency-key': 'stop of a command' }),
  ]);
  expectStopping(graphql, legacy);
});

it('a stop asks to send again what only reads', async () => {
  const [graphql, legacy] = await answersAtStop((id) => [
    app.graphql(`{ deliveryServer(id: "ds_${id}") { name } }`),
    postCommand(app, { Command: 'deliveryservers.get' }),
  ]);
  expectStopping(graphql, legacy);
});

type LegacyAnswer = Awaited<ReturnType<typeof postCommand>>;
type Answer = LegacyAnswer | Awaited<ReturnType<TestApp['graphql']>>;

function expectStopping(graphql: Answer | undefined, legacy: Answer | undefined): void {
  expect(statusOf(graphql)).toEqual([503, 'close', '5']);
  expect(errorsOf(graphql)).toEqual([stopping]);
  expect(statusOf(legacy)).toEqual([503, 'close', '5']);
  expect((legacy as LegacyAnswer).text).toBe(
    '{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}',
  );
}

function statusOf(answer: Answer | undefined) {
  return [answer?.status, answer?.headers.get('connection'), answer?.headers.get('retry-after')];
}

function errorsOf(answer: Answer | undefined) {
  return answer && 'errors' in answer ? answer.errors : undefined;
}

async function statementsWaiting(): Promise<number> {
  const waiting =
    "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE '%lock%'";
  return (await database.sql(waiting)).length;
}
