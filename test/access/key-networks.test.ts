import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { areWithin, createNetworkTest, networksProblems, normalNetworks } from '../../src/access/networks.js';
import { mutate, mutation, told } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';
import { auditRows, signInAs } from './sign-in-as.js';
import { startTwoGateways } from './two-gateways.js';

let app: TestApp;
let other: TestApp;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, other, stop } = await startTwoGateways({ metrics: { port: null } }));
});
afterAll(() => stop?.());

const home = '192.0.2.7';
const elsewhere = '198.51.100.1';

/** A request from an address, which a proxy on this machine tells. */
async function from(
  address: string,
  key: string,
  path = '/graphql',
  body: object = { query: '{ viewer { name } }' },
) {
  const response = await fetch(`${app.url}${path}`, {
    method: path === '/metrics' ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      accept: path === '/graphql/stream' ? 'text/event-stream' : 'application/json',
      authorization: `Bearer ${key}`,
      'x-forwarded-for': address,
    },
    ...(path === '/metrics' ? {} : { body: JSON.stringify(body) }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { status: response.status, text: '' };
  }
  return { status: response.status, text: await response.text() };
}

/** A WebSocket from an address: whether it was let in, and how it ends. */
async function connect(address: string, key: string) {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': address },
  });
  const ended = once(socket, 'close').then(([code, reason]) => [code, String(reason)] as const);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } }));
  const ack = once(socket, 'message').then(() => null);
  const end = await Promise.race([ack, ended]);
  return end === null ? { isOpen: true, ended } : { isOpen: false, code: end[0], reason: end[1] };
}

describe('a key that is limited to networks', () => {
  const follow = { query: 'subscription { deliveryServerChanged { kind } }' };
  const ways = [
    ['/graphql', undefined],
    ['/graphql/stream', follow],
    ['/metrics', undefined],
    ['/api.php', { Command: 'deliveryservers.get' }],
  ] as const;

  it('works from them, and from elsewhere is answered as a wrong key is, by every way in', async () => {
    const { secret, apiKey } = await createApiKey(app, { scopes: ['READ', 'ADMIN'], networks: [home] });
    expect(apiKey.networks).toEqual([`${home}/32`]);
    const { secret: wrong, apiKey: gone } = await createApiKey(app);
    await mutate(app, 'apiKeyRevoke', { id: gone.id });
    for (const [path, body] of ways) {
      const [right, refused, unknown] = [
        await from(home, secret, path, body),
        await from(elsewhere, secret, path, body),
        await from(elsewhere, wrong, path, body),
      ];
      expect(refused).toEqual(unknown);
      expect(right).not.toEqual(unknown);
    }
  });

  it('opens WebSockets from them alone, and loses what is open with them, or with the key', async () => {
    const { secret, apiKey } = await createApiKey(app, { networks: [home] });
    const { secret: wrong, apiKey: gone } = await createApiKey(app);
    await mutate(app, 'apiKeyRevoke', { id: gone.id });
    const refused = await connect(elsewhere, secret);
    expect(refused).toEqual(await connect(elsewhere, wrong));
    expect(refused).toMatchObject({ isOpen: false, code: 4403 });

    const open = await connect(home, secret);
    expect(open.isOpen).toBe(true);
    await mutate(app, 'apiKeyUpdate', { id: apiKey.id, networks: ['203.0.113.0/24'] });
    expect(await open.ended).toEqual([4403, 'The credential is no longer valid.']);

    const moved = await connect('203.0.113.5', secret);
    expect(moved.isOpen).toBe(true);
    await mutate(app, 'apiKeyRevoke', { id: apiKey.id });
    expect(await moved.ended).toEqual([4403, 'The credential is no longer valid.']);
  });

  it('begins sessions from them alone, which work from them alone', async () => {
    const { secret } = await createApiKey(app, { networks: ['192.0.2.0/24'] });
    expect((await signInAs(app, { apiKey: secret }, elsewhere)).answer.userErrors[0].code).toBe(
      'INVALID_CREDENTIALS',
    );
    const { token } = await signInAs(app, { apiKey: secret }, home);
    expect((await from(home, token as string)).status).toBe(200);
    expect((await from(elsewhere, token as string)).status).toBe(401);
  });

  it('is told of in the audit trail and in the log, once for many uses, and nothing of its use', async () => {
    const { secret, apiKey } = await createApiKey(app, { networks: [home] });
    for (let use = 0; use < 5; use++) await from(elsewhere, secret);
    const rows = async () =>
      (await auditRows(app, 'API_KEY_REFUSED')).filter(({ object_id }) => object_id === apiKey.id);
    await expect.poll(rows).toHaveLength(1);
    expect((await rows())[0]).toMatchObject({ author_id: apiKey.id, address: elsewhere, item_count: 1 });
    const lines = app.log.filter(
      ({ credential, msg }) =>
        credential === `API_KEY ${apiKey.id.slice(4)}` && `${msg}`.startsWith('a valid API key'),
    );
    expect(lines).toMatchObject([{ level: 40, address: elsewhere }]);
    const [{ last_used_at }] = await app.sql('SELECT last_used_at FROM api_keys WHERE id = ?', [
      apiKey.id.slice(4),
    ]);
    expect(last_used_at).toBeNull();
  });

  it('is limited on every gateway within 5 seconds of a change', async () => {
    const { secret, apiKey } = await createApiKey(app);
    const status = async (at: TestApp) => (await at.graphql('{ viewer { name } }', {}, secret)).status;
    expect([await status(app), await status(other)]).toEqual([200, 200]);
    await mutate(app, 'apiKeyUpdate', { id: apiKey.id, networks: [home] });
    expect(await status(app)).toBe(401);
    await vi.waitFor(async () => expect(await status(other)).toBe(401), { timeout: 5_000, interval: 100 });
  });
});

describe('no key makes one with more than it has', () => {
  it.each([
    [{ networks: ['192.0.2.0/24'] }, { networks: ['192.0.2.0/25'] }, []],
    [{ networks: ['192.0.2.0/24'] }, { networks: null }, ['input.networks NOT_PERMITTED']],
    [{ networks: ['192.0.2.0/24'] }, { networks: ['192.0.0.0/16'] }, ['input.networks NOT_PERMITTED']],
    [
      { networks: ['192.0.2.0/24'] },
      { networks: ['192.0.2.1', '2001:db8::/32'] },
      ['input.networks NOT_PERMITTED'],
    ],
    [{ expiresAt: '2199-01-01T00:00:00Z' }, { expiresAt: '2198-01-01T00:00:00Z' }, []],
    [
      { expiresAt: '2199-01-01T00:00:00Z' },
      { expiresAt: '2199-01-01T00:00:00.001Z' },
      ['input.expiresAt NOT_PERMITTED'],
    ],
    [{ expiresAt: '2199-01-01T00:00:00Z' }, {}, ['input.expiresAt NOT_PERMITTED']],
    [{}, { scopes: ['READ', 'SECRETS'] }, ['input.scopes NOT_PERMITTED']],
    [{}, { scopes: ['READ', 'ADMIN'] }, []],
  ])('with %j, of %j: %j', async (own, asked, problems) => {
    const { secret } = await createApiKey(app, { scopes: ['READ', 'ADMIN'], ...own });
    const as = async (field: string, input: object) => {
      const body = { query: mutation(field, ''), variables: { input } };
      return told(JSON.parse((await from(home, secret, '/graphql', body)).text).data[field].userErrors);
    };
    const key = { name: 'made', scopes: ['READ'], ...own, ...asked };
    if (!('networks' in asked) && !('expiresAt' in asked) && 'expiresAt' in own)
      Object.assign(key, { expiresAt: null });
    expect(await as('apiKeyCreate', key)).toEqual(problems);
    // The same key, made by somebody who may: rolled, it would be handed over with all that it has.
    const { apiKey } = await createApiKey(app, key);
    const ofRoll = problems.map((problem) => problem.replace(/\.\w+ /, '.id '));
    expect(await as('apiKeyRoll', { id: apiKey.id })).toEqual(ofRoll);
    const { networks = null, expiresAt = null } = key as {
      networks?: string[] | null;
      expiresAt?: string | null;
    };
    const narrow = await createApiKey(app, {
      ...{ scopes: key.scopes, networks: ['192.0.2.1'], expiresAt: '2100-01-01T00:00:00Z' },
    });
    expect(await as('apiKeyUpdate', { id: narrow.apiKey.id, networks, expiresAt })).toEqual(problems);
  });
});

describe('the networks of a key', () => {
  it.each([
    [['10.0.0.0/8', '10.0.0.0/8'], ['10.0.0.0/8']],
    [['192.0.2.1'], ['192.0.2.1/32']],
    [['2001:DB8:0::/32'], ['2001:db8::/32']],
    [['::ffff:10.0.0.0/104'], ['10.0.0.0/8']],
    [['0.0.0.0/0'], ['0.0.0.0/0']],
  ])('%j are kept as %j', (given, kept) => {
    expect([networksProblems(given), normalNetworks(given)]).toEqual([[], kept]);
  });

  it.each([
    '10.0.0.1/8',
    '2001:db8::1/32',
    '::ffff:0:0/90',
    '::ffff:10.0.0.1/104',
    'example.com',
    '10.0.0.0/33',
    '010.0.0.1',
    '10.0.0.0/8 ',
    'fe80::1%eth0',
    '',
  ])('are not %j', (network) => {
    expect(networksProblems([network])).toMatchObject([{ path: ['networks', '0'], reason: 'INVALID' }]);
  });

  it('are one to 32', () => {
    expect(networksProblems([])).toMatchObject([{ reason: 'REQUIRED' }]);
    expect(networksProblems(Array(33).fill('10.0.0.0/8'))).toMatchObject([{ reason: 'TOO_LONG' }]);
  });

  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['11.0.0.1', false],
    ['2001:db8::5', true],
    ['2001:db9::5', false],
    ['', false],
    ['10.1.2.3.4', false],
  ])('have %j: %s', (address, isIn) => {
    expect(createNetworkTest(['10.0.0.0/8', '2001:db8::/32'])(address)).toBe(isIn);
  });

  it('are inside of others when each one is', () => {
    expect(areWithin(['10.1.0.0/16', '2001:db8::/48'], ['10.0.0.0/8', '2001:db8::/32'])).toBe(true);
    expect(areWithin(['10.0.0.0/8'], ['10.0.0.0/9', '10.128.0.0/9'])).toBe(false);
    expect(areWithin(['0.0.0.0/0'], ['::/0'])).toBe(false);
  });
});
