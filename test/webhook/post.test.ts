import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRunResolve } from '../../src/verification/dns/run-resolve.js';
import { createNetworkGuard } from '../../src/verification/network/create-network-guard.js';
import { post } from '../../src/webhook/service/post.js';
import { startDeafListener } from '../support/deaf-listener.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Zone, ZoneFunction } from '../support/dns/zone.js';
import {
  createAuthority,
  issueSelfSigned,
  type ServerCertificate,
  type TestAuthority,
} from '../support/smtp/certificates.js';
import { type Answer, answerWith, startReceiver } from './receiver.js';

let dns: DnsTestServer;
let authority: TestAuthority;
const name = 'hooks.shop.test';
const zone: Zone = { [name]: [['A', '127.0.0.1']] };
const undone: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  dns = await startDnsServer();
  authority = await createAuthority();
});
afterAll(() => dns.stop());
afterEach(async () => {
  for (const undo of undone.splice(0)) await undo();
});

interface Wishes {
  zone?: Zone | ZoneFunction;
  allowed?: string[];
  milliseconds?: number;
  signal?: AbortSignal;
}

function postTo(
  url: string,
  { zone: published = zone, allowed = ['127.0.0.1'], milliseconds = 5000, signal }: Wishes = {},
) {
  dns.publish(published);
  return post(new URL(url), { 'webhook-id': 'ev_1' }, '{"id":"ev_1"}', {
    createResolve: (end) => createRunResolve(dns.client, { signal: end }),
    guard: createNetworkGuard(allowed),
    signal: signal ?? new AbortController().signal,
    milliseconds,
    authorities: [authority.pem],
  });
}

async function receiver(answer?: Answer, certificate?: ServerCertificate) {
  const started = await startReceiver(answer, certificate);
  undone.push(started.stop);
  return started;
}

/** Speaks whatever it likes, as soon as somebody comes or has asked. */
async function speaker(speak: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).resume());
    speak(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undone.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

describe('a post', () => {
  it('arrives as JSON, with its headers, path and query', async () => {
    const { port, received } = await receiver();
    const outcome = await postTo(`http://${name}:${port}/a%20b?key=c`);
    expect(outcome).toEqual({ status: 204, error: null });
    expect(received).toEqual([
      {
        method: 'POST',
        path: '/a%20b?key=c',
        body: '{"id":"ev_1"}',
        headers: {
          host: `${name}:${port}`,
          'content-type': 'application/json',
          'content-length': '13',
          'user-agent': 'delivery-gateway',
          connection: 'close',
          'webhook-id': 'ev_1',
        },
      },
    ]);
  });

  it('has the user info of the URL as a header', async () => {
    const { port, received } = await receiver();
    await postTo(`http://me:p%40ss@127.0.0.1:${port}`);
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(received[0]?.path).toBe('/');
  });

  it.each([200, 201, 202, 204, 299])('is taken by an answer of %i', async (status) => {
    const { port } = await receiver(answerWith(status));
    expect(await postTo(`http://${name}:${port}`)).toEqual({ status, error: null });
  });

  it.each([400, 401, 404, 410, 429, 500, 503])('is not taken by an answer of %i', async (status) => {
    const { port } = await receiver(answerWith(status));
    expect(await postTo(`http://${name}:${port}`)).toEqual({
      status,
      error: `The receiver answered ${status}.`,
    });
  });

  it.each([300, 301, 302, 303, 304, 307, 308])('does not follow a redirect of %i', async (status) => {
    const inside = await receiver();
    const { port } = await receiver(answerWith(status, { location: `http://127.0.0.1:${inside.port}/` }));
    const outcome = await postTo(`http://${name}:${port}`);
    expect(outcome).toMatchObject({ status, error: expect.stringContaining('Redirects are not followed') });
    expect(inside.connections()).toBe(0);
  });

  it('is not held up by an answer without an end', async () => {
    const { port } = await receiver((response) => {
      response.writeHead(200);
      const send = () => {
        response.write('x'.repeat(65_536));
        if (!response.destroyed) setImmediate(send);
      };
      send();
    });
    expect(await postTo(`http://${name}:${port}`)).toEqual({ status: 200, error: null });
  });

  it.each<[what: string, speak: (socket: Socket) => void]>([
    ['says nothing', () => {}],
    [
      'sends its status one octet at a time',
      (socket) => {
        let sent = 0;
        const timer = setInterval(() => socket.write('HTTP/1.1 200 OK and on and on'[sent++ % 29] ?? ''), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    [
      'says for ever that it will answer',
      (socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 5);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('ends at its deadline when the receiver %s', async (_, speak) => {
    const { port, sockets } = await speaker(speak);
    const outcome = await postTo(`http://${name}:${port}`, { milliseconds: 300 });
    expect(outcome).toEqual({ status: null, error: 'There was no answer within 0.3 seconds.' });
    for (const socket of sockets)
      if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  });

  it('ends at its deadline when nobody takes the connection', async () => {
    const { port, stop } = await startDeafListener('127.0.0.1');
    undone.push(stop);
    expect(await postTo(`http://${name}:${port}`, { milliseconds: 300 })).toMatchObject({ status: null });
  });

  it('ends at its deadline when the receiver does not go on with TLS', async () => {
    const { port } = await speaker(() => {});
    expect(await postTo(`https://${name}:${port}`, { milliseconds: 300 })).toMatchObject({ status: null });
  });

  it('ends when it is told to', async () => {
    const { port } = await speaker(() => {});
    expect(await postTo(`http://${name}:${port}`, { signal: AbortSignal.timeout(100) })).toMatchObject({
      status: null,
    });
    expect(await postTo(`http://${name}:${port}`, { signal: AbortSignal.abort() })).toMatchObject({
      status: null,
    });
  });

  it.each<[what: string, speak: (socket: Socket) => void, error: string]>([
    [
      'ends the connection',
      (socket) => socket.end(),
      'The receiver ended the connection before it answered.',
    ],
    [
      'greets as a mail server',
      (socket) => socket.write('220 mail\r\n'),
      'What the receiver answered is not HTTP.',
    ],
    [
      'sends headers without an end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const send = () => {
          socket.write(`x: ${'y'.repeat(1000)}
`);
          if (!socket.destroyed) setImmediate(send);
        };
        send();
      },
      'What the receiver answered is not HTTP.',
    ],
  ])('is not taken by a receiver that %s', async (_, speak, error) => {
    const { port } = await speaker(speak);
    expect(await postTo(`http://${name}:${port}`)).toEqual({ status: null, error });
  });

  it('is not taken by a receiver that changes the protocol', async () => {
    const { port } = await speaker((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    expect(await postTo(`http://${name}:${port}`)).toMatchObject({
      status: 101,
      error: 'The receiver answered 101.',
    });
  });
});

describe('TLS of a receiver', () => {
  it('is used where its certificate is good', async () => {
    const { port, received } = await receiver(answerWith(204), await authority.issue({ names: [name] }));
    expect(await postTo(`https://${name}:${port}`)).toEqual({ status: 204, error: null });
    expect(received).toHaveLength(1);
  });

  it('is used where its certificate is that of an address', async () => {
    const { port } = await receiver(answerWith(204), await authority.issue({ names: ['127.0.0.1'] }));
    expect(await postTo(`https://127.0.0.1:${port}`)).toEqual({ status: 204, error: null });
  });

  it.each<[what: string, certificate: () => Promise<ServerCertificate>, code: string]>([
    ['another name', () => authority.issue({ names: ['other.test'] }), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [
      'expired',
      () => authority.issue({ names: [name], validFromDays: -9, validToDays: -1 }),
      'CERT_HAS_EXPIRED',
    ],
    ['self-signed', () => issueSelfSigned({ names: [name] }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'of another authority',
      async () => (await createAuthority('Another')).issue({ names: [name] }),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
  ])('is refused, and nothing is sent, where its certificate is %s', async (_, certificate, code) => {
    const { port, received } = await receiver(answerWith(204), await certificate());
    const { status, error } = await postTo(`https://${name}:${port}`);
    expect(status).toBeNull();
    expect(error).toBe(`TLS with ${name} failed (${code}). Its certificate is always verified.`);
    expect(received).toEqual([]);
  });

  it('is asked for of a receiver without it in vain', async () => {
    const { port, received } = await receiver();
    expect(await postTo(`https://${name}:${port}`)).toMatchObject({ status: null });
    expect(received).toEqual([]);
  });
});

describe('the inside', () => {
  const notAllowed = /is not of the public internet, and not in VERIFY_ALLOW_NETWORKS\.$/;

  it.each([
    ...[
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '2130706433',
      '017700000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ],
    ...[
      '127.0.0.1.',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '0.0.0.0',
      '0',
      '[::]',
      '①②⑦.⓪.⓪.①',
      '127。0。0。1',
    ],
    ...['user@127.0.0.1', '169.254.169.254', name],
  ])('is not reached by a URL at %s', async (host) => {
    const { port, connections } = await receiver();
    const outcome = await postTo(`http://${host}:${port}/`, { allowed: [] });
    expect(outcome).toEqual({ status: null, error: expect.stringMatching(notAllowed) });
    expect(connections()).toBe(0);
  });

  it('is not reached by a name whose address changes', async () => {
    const { port, connections } = await receiver();
    let asked = 0;
    const rebinding: ZoneFunction = () => [['A', asked++ < 2 ? '127.0.0.3' : '127.0.0.1']];
    const wishes = { zone: rebinding, allowed: ['127.0.0.3'] };
    expect((await postTo(`http://${name}:${port}`, wishes)).error).toContain(
      '127.0.0.3 refuses connections.',
    );
    expect((await postTo(`http://${name}:${port}`, wishes)).error).toMatch(notAllowed);
    expect(connections()).toBe(0);
  });

  it.each<[what: string, zone: Zone, error: string]>([
    ['does not exist', {}, `There is no host ${name} in DNS.`],
    ['has no address', { [name]: [['TXT', 'hello']] }, `${name} has no address.`],
    ['cannot be looked up', { [name]: ['SERVFAIL'] }, `The address of ${name} could not be looked up.`],
  ])('is not guessed where a name %s', async (_, published, error) => {
    expect((await postTo(`http://${name}:1`, { zone: published })).error).toContain(error);
  });
});
