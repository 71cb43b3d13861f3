import { describe, expect, it } from 'vitest';
import { mutate } from '../support/operations.js';
import { assignChannel, createGroup, createServer, newServer, updateServer } from '../support/servers.js';
import { groupEvents, overEventStream, overWebSocket, serverEvents } from './subscriber.js';
import { inShort, useTwoGateways } from './two-gateways.js';

const gateways = useTwoGateways();

describe.each([
  ['a WebSocket', overWebSocket],
  ['server-sent events', overEventStream],
])('over %s', (_, over) => {
  it('each write of a delivery server is told once, in order, with the version it made', async () => {
    const servers = await gateways.follow({ over });
    const id = `ds_${await createServer(gateways.app)}`;
    await updateServer(gateways.app, { id, name: 'Renamed' });
    await mutate(gateways.app, 'deliveryServerTestResultsSave', { id, results: noResults, checkedAt });
    await mutate(gateways.app, 'deliveryServersDelete', { targets: [{ id }] });
    const last = `ds_${await createServer(gateways.app)}`;
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
    const groups = await gateways.follow({ over, query: groupEvents });
    const server = `ds_${await createServer(gateways.app)}`;
    const id = await createGroup(gateways.app);
    await mutate(gateways.app, 'userGroupUpdate', { id, name: 'Renamed' });
    await assignChannel(gateways.app, id, 'MARKETING', server);
    await mutate(gateways.app, 'deliveryServersDelete', { targets: [{ id: server }] });
    await mutate(gateways.app, 'userGroupDelete', { id });
    const last = await createGroup(gateways.app);
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
    const servers = await gateways.follow({ over });
    const DeliveryServerID = await createServer(gateways.app);
    const id = `ds_${DeliveryServerID}`;
    const legacy = async (parameters: object) =>
      expect((await gateways.app.legacy(parameters)).body.Success).toBe(true);
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
    const { first } = await gateways.follow({ over });
    const id = `ds_${await createServer(gateways.app)}`;
    const [created] = await first(1);
    expect(created.deliveryServer).toEqual({ id, version: 1, name: newServer.DeliveryServerName });
    expect(created.id).toMatch(/^ev_\d+$/);
    expect(new Date(created.occurredAt).getTime()).toBeGreaterThan(Date.now() - 60_000);
    await mutate(gateways.app, 'deliveryServersDelete', { targets: [{ id }] });
    expect((await first(2))[1]).toMatchObject({ kind: 'DELETED', deliveryServer: null });
  });

  it('a change made through another gateway is told', async () => {
    const { first } = await gateways.follow({ over, at: gateways.other });
    const id = `ds_${await createServer(gateways.app)}`;
    expect((await first(1)).map(inShort)).toEqual([['CREATED', id, 1]]);
  });

  it('whoever comes again with the last event gets what was missed, from any gateway', async () => {
    const before = await gateways.follow({ over });
    await createServer(gateways.app);
    const [{ id: after }] = await before.first(1);
    before.stop();
    const missed = [await createServer(gateways.app), await createServer(gateways.app)].map(
      (id) => `ds_${id}`,
    );
    for (const at of [gateways.app, gateways.other]) {
      const { first } = await gateways.follow({ over, at, variables: { after } });
      expect((await first(2)).map(inShort)).toEqual(missed.map((id) => ['CREATED', id, 1]));
    }
  });

  it('only the objects that were asked for are told', async () => {
    const ids = [`ds_${await createServer(gateways.app)}`];
    const { first } = await gateways.follow({ over, variables: { ids } });
    await updateServer(gateways.app, { id: `ds_${await createServer(gateways.app)}`, name: 'Unheard' });
    await updateServer(gateways.app, { id: ids[0], name: 'Heard' });
    expect((await first(1)).map(inShort)).toEqual([['UPDATED', ids[0], 2]]);
  });
});

describe('a subscription', () => {
  it('may be one of several operations in a document', async () => {
    const query = `${serverEvents.replace('subscription', 'subscription Chosen')} query Other { viewer { name } }`;
    for (const over of [overWebSocket, overEventStream]) {
      const { first } = await gateways.follow({ over, query, operationName: 'Chosen' });
      const id = `ds_${await createServer(gateways.app)}`;
      expect((await first(1)).map(inShort)).toEqual([['CREATED', id, 1]]);
    }
  });

  it('without "after" tells nothing of what was committed before', async () => {
    await createServer(gateways.app);
    const { first } = await gateways.follow();
    const id = `ds_${await createServer(gateways.app)}`;
    expect((await first(1)).map(inShort)).toEqual([['CREATED', id, 1]]);
  });

  it.each([
    ['an id of another type', { after: 'ds_1' }, 'after', 'INVALID_ID'],
    ['an event that is yet to come', { after: 'ev_999999999999' }, 'after', 'OUT_OF_RANGE'],
    ['an object of another type', { ids: ['ug_1'] }, 'ids', 'INVALID_ID'],
    ['too many objects', { ids: Array.from({ length: 101 }, (_, i) => `ds_${i + 1}`) }, 'ids', 'TOO_LONG'],
  ])('is refused for %s', async (_, variables, field, code) => {
    for (const over of [overWebSocket, overEventStream]) {
      const { ended, events } = await gateways.follow({ over, variables });
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
    const { first, stop } = await gateways.follow();
    await createServer(gateways.app);
    await createServer(gateways.app);
    const [old, young] = await first(2);
    stop();
    const number = (event: { id: string }) => Number(event.id.replace('ev_', ''));
    await gateways.database.sql(
      'UPDATE events SET occurred_at = occurred_at - INTERVAL 25 HOUR WHERE id <= ?',
      [number(young)],
    );
    await createServer(gateways.app);
    const upkeep = await gateways.start({ removalMilliseconds: 20 });
    await expect
      .poll(
        async () =>
          (await gateways.database.sql('SELECT id FROM events WHERE id <= ?', [number(young)])).length,
        {
          timeout: 20_000,
        },
      )
      .toBe(0);
    await upkeep.stop();
    const kept = () => gateways.database.sql('SELECT id FROM events');
    await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBe(1);

    const refused = await gateways.follow({ variables: { after: old.id } });
    const [error] = await refused.ended;
    expect(error.message).toMatch(/^What came after this event is no longer known\./);
    const next = await gateways.follow({ variables: { after: young.id } });
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
