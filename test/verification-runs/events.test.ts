import { describe, expect, it } from 'vitest';
import { overEventStream, overWebSocket, type Subscriber } from '../subscriptions/subscriber.js';
import { useTwoGateways } from '../subscriptions/two-gateways.js';
import { createServer } from '../support/operations.js';
import { doneRun, rowOf, verify } from './runs.js';

const gateways = useTwoGateways();

const runEvents = `subscription ($ids: [ID!], $after: ID) {
  verificationRunChanged(ids: $ids, after: $after) {
    id kind occurredAt verificationRunId version run { id status checks { kind status } }
  }
}`;

/** The events of a run: it is asked for, it begins, results come, one or several at a time, and with the last it is done. */
async function untilDone(follower: Subscriber) {
  const events = await follower.first(3);
  while (events.at(-1).run.status !== 'DONE')
    events.splice(0, events.length, ...(await follower.first(events.length + 1)));
  return events;
}

describe.each([
  ['a WebSocket', overWebSocket],
  ['server-sent events', overEventStream],
])('a subscription to runs over %s', (_, over) => {
  it('tells each step of a run in its order, wherever the run is made', async () => {
    const follower = await gateways.follow({ at: gateways.other, over, query: runEvents });
    const { id } = await createServer(gateways.app);
    const run = await verify(gateways.app, id, ['SPF', 'DKIM']);
    const events = await untilDone(follower);
    expect(events.map(({ kind, verificationRunId, version }) => [kind, verificationRunId, version])).toEqual(
      events.map((_, index) => [index === 0 ? 'CREATED' : 'UPDATED', run.id, index + 1]),
    );
    expect(events.at(-1).run).toMatchObject({
      id: run.id,
      status: 'DONE',
      checks: [{ kind: 'SPF' }, { kind: 'DKIM' }],
    });
  });

  it('goes on after the last event that was seen, for the runs that are asked for', async () => {
    const follower = await gateways.follow({ over, query: runEvents });
    const [one, other] = [await createServer(gateways.app), await createServer(gateways.app)];
    const run = await verify(gateways.app, one.id, ['DKIM', 'SPF']);
    const [, second] = await follower.first(2);
    follower.stop();
    await doneRun(gateways.app, run.id);
    await doneRun(gateways.app, (await verify(gateways.app, other.id, ['DKIM'])).id);
    const again = await gateways.follow({
      at: gateways.other,
      over,
      query: runEvents,
      variables: { ids: [run.id], after: second.id },
    });
    const rows = await gateways.database.sql('SELECT version FROM verification_runs WHERE id = ?', [
      rowOf(run.id),
    ]);
    const rest = await again.first(Number(rows[0]?.version) - 2);
    expect(rest.map(({ verificationRunId, version }) => [verificationRunId, version])).toEqual(
      rest.map((_, index) => [run.id, index + 3]),
    );
  });
});

describe('a subscription to runs', () => {
  it('needs READ, and ids of runs', async () => {
    const key = await gateways.app.createKey(['VERIFY']);
    const refused = await gateways.follow({ query: runEvents, key });
    expect(JSON.stringify(await refused.ended)).toContain('FORBIDDEN');
    const mistaken = await gateways.follow({ query: runEvents, variables: { ids: ['ds_1'] } });
    expect(JSON.stringify(await mistaken.ended)).toContain('INVALID_ID');
  });
});
