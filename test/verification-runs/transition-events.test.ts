import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { overEventStream, overWebSocket } from '../subscriptions/subscriber.js';
import { useTwoGateways } from '../subscriptions/two-gateways.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { accepted, createServer } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';
import { goodZone, measure } from './runs.js';
import { passed } from './scheduled-runs.js';

const gateways = useTwoGateways();
let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(goodZone);
  await gateways.app.stop();
  await gateways.other.stop();
  gateways.app = await gateways.start({ dnsResolvers: [dns.server] });
  gateways.other = await gateways.start({ dnsResolvers: [dns.server] });
  app = gateways.app;
});
afterEach(() => dns.publish(goodZone));
afterAll(() => dns?.stop());

const event = `{
  id kind occurredAt deliveryServerId version deliveryServer { id }
  transition {
    id kind from to since occurredAt finding { severity code message } run { id } deliveryServer { id }
  }
}`;
const serverEvents = `subscription ($ids: [ID!], $after: ID) {
  deliveryServerChanged(ids: $ids, after: $after) ${event}
}`;
const verificationEvents = `subscription ($ids: [ID!], $checks: [CheckKind!], $to: [CheckStatus!], $after: ID) {
  verificationChanged(ids: $ids, checks: $checks, to: $to, after: $after) ${event}
}`;

const hosts = ['LINK_DOMAIN', 'OPEN_DOMAIN'];

// biome-ignore lint/suspicious/noExplicitAny: the events of a server
const turns = (events: any[]) =>
  events.map(({ deliveryServerId: id, transition: { kind, from, to } }) => `${id} ${kind} ${from} ${to}`);

/** Lets the link domain fail, and the open domain pass. */
async function turnAround(id: string) {
  dns.publish({ 'open.example.com': [['A', '192.0.2.3']] });
  const { checks } = await measure(app, id, hosts);
  await passed(gateways.database, id, 10);
  const run = await measure(app, id, hosts);
  return { run, first: checks[0] };
}

describe.each([
  ['a WebSocket', overWebSocket],
  ['server-sent events', overEventStream],
])('over %s', (_, over) => {
  it('the transition of a check is told among the changes of its server', async () => {
    const follower = await gateways.follow({ at: gateways.other, over, query: serverEvents });
    const { id } = await createServer(app);
    await measure(app, id, ['LINK_DOMAIN']);
    const { run } = await turnAround(id);
    const [created, passing, opened, failing] = await follower.first(4);
    expect(created).toMatchObject({ kind: 'CREATED', version: 1, transition: null });
    expect(passing).toMatchObject({ kind: 'CHECK_CHANGED', version: 1, deliveryServerId: id });
    expect(turns([passing, opened, failing])).toEqual([
      `${id} LINK_DOMAIN NOT_CHECKED PASS`,
      `${id} OPEN_DOMAIN NOT_CHECKED PASS`,
      `${id} LINK_DOMAIN PASS FAIL`,
    ]);
    expect(passing.transition.finding).toBeNull();
    const { transition } = failing;
    expect(transition).toEqual({
      id: expect.stringMatching(/^ct_\d+$/),
      kind: 'LINK_DOMAIN',
      from: 'PASS',
      to: 'FAIL',
      since: expect.any(String),
      occurredAt: expect.any(String),
      finding: {
        severity: 'FAIL',
        code: 'HOST_NAME_MISSING',
        message: expect.stringContaining('track.example.com'),
      },
      run: { id: run.id },
      deliveryServer: { id },
    });
    expect(Date.parse(transition.occurredAt) - Date.parse(transition.since)).toBeGreaterThanOrEqual(600_000);
  });

  it('transitions alone are told, of the servers, checks and statuses that are asked for', async () => {
    const [one, other] = [await createServer(app), await createServer(app)];
    const follow = (variables: object) =>
      gateways.follow({ over, query: verificationEvents, variables: variables as Record<string, unknown> });
    const all = await follow({});
    const ofOne = await follow({ ids: [one.id] });
    const ofLinks = await follow({ checks: ['LINK_DOMAIN'], to: ['FAIL', 'WARN'] });
    for (const { id } of [one, other]) {
      await measure(app, id, ['LINK_DOMAIN']);
      await turnAround(id);
      dns.publish(goodZone);
    }
    await accepted(app, 'deliveryServerUpdate', { id: one.id, name: 'Another' }, '');
    const expected = [one, other].flatMap(({ id }) => [
      `${id} LINK_DOMAIN NOT_CHECKED PASS`,
      `${id} OPEN_DOMAIN NOT_CHECKED PASS`,
      `${id} LINK_DOMAIN PASS FAIL`,
    ]);
    expect(turns(await all.first(6))).toEqual(expected);
    expect(turns(await ofOne.first(3))).toEqual(expected.slice(0, 3));
    expect(turns(await ofLinks.first(2))).toEqual([expected[2], expected[5]]);
    // What was missed is told to who comes back, with the transition as long as there is one.
    await accepted(app, 'deliveryServersDelete', { targets: [{ id: other.id }] }, '');
    const again = await gateways.follow({
      at: gateways.other,
      over,
      query: verificationEvents,
      variables: { to: ['FAIL'], after: all.events[0].id },
    });
    const missed = await again.first(2);
    expect(turns(missed.slice(0, 1))).toEqual([expected[2]]);
    expect(missed[1]).toMatchObject({ deliveryServerId: other.id, kind: 'CHECK_CHANGED', transition: null });
  });
});

describe('a subscription to transitions', () => {
  it('needs READ, and ids of servers', async () => {
    const key = await app.createKey(['VERIFY']);
    const refused = await gateways.follow({ query: verificationEvents, key });
    expect(JSON.stringify(await refused.ended)).toContain('FORBIDDEN');
    const mistaken = await gateways.follow({ query: verificationEvents, variables: { ids: ['vr_1'] } });
    expect(JSON.stringify(await mistaken.ended)).toContain('INVALID_ID');
  });
});
