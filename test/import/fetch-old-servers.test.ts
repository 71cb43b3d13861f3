import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fetchOldServers } from '../../src/import/fetch-old-servers.js';
import { ImportError } from '../../src/import/import-error.js';
import { serversInAnswer } from '../../src/import/old-answer.js';
import { oldAnswer, oldEntry, startOldSystem } from './old-system.js';

const limits = { bytes: 100_000, milliseconds: 5_000 };

async function fetchFrom(url: string, change: Partial<typeof limits> = {}) {
  const source = { kind: 'url' as const, url: new URL(url), key: 'canary-key' };
  return serversInAnswer(await fetchOldServers(source, { ...limits, ...change }));
}

/** What a person is told, which must not show the key. */
async function messageOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('It worked.'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ImportError);
  expect(error.message).not.toContain('canary');
  return error.message;
}

describe('an answer that is not the one expected is explained', () => {
  it.each<[string, object | string, string]>([
    [
      'a web page',
      '<!DOCTYPE html><html>canary',
      'The answer is a web page, not JSON. Check that the address is that of api.php.',
    ],
    ['text', 'canary', 'This is not an answer of deliveryservers.get.'],
    ['nothing', '', 'This is not an answer of deliveryservers.get.'],
    ['a list', '[]', 'This is not an answer of deliveryservers.get.'],
    ['another object', '{"canary":1}', 'This is not an answer of deliveryservers.get.'],
    ['an empty object', '{}', 'This is not an answer of deliveryservers.get.'],
    ['a success without a list', { Success: true }, 'This is not an answer of deliveryservers.get.'],
    [
      'an answer of another command',
      { Success: true, ErrorCode: 0, ErrorText: '', DeliveryServerID: 7 },
      'This is not an answer of deliveryservers.get.',
    ],
    ['an empty list of something', { DeliveryServers: [] }, 'This is not an answer of deliveryservers.get.'],
    ['a number', '7', 'This is not an answer of deliveryservers.get.'],
    [
      'servers that are no map',
      '{"Success":true,"DeliveryServers":"canary"}',
      'This is not an answer of deliveryservers.get.',
    ],
    [
      'half an answer',
      '{"Success":true,"DeliveryServers":{"1":',
      'The answer is cut off after 39 bytes. Get it once more, whole.',
    ],
    [
      'an answer that ends in a text',
      '{"DeliveryServers":{"1":{"Name":"}}}\\"}}}',
      'The answer is cut off after 41 bytes. Get it once more, whole.',
    ],
    ['an object with a mistake', '{"DeliveryServers":[1,]}', 'This is not an answer of deliveryservers.get.'],
    [
      'error 99999',
      { Success: false, ErrorCode: 99999 },
      'The key may not read the delivery servers of the old installation (99999). Use an admin API key.',
    ],
    [
      'error 100003',
      { Success: 'false', ErrorCode: ['100003'] },
      'The old installation does not know deliveryservers.get (100003). Save its answer otherwise, for --file.',
    ],
    [
      'error 7',
      { Success: false, ErrorCode: 7, ErrorText: 'canary' },
      'The old installation answers with error 7.',
    ],
    [
      'one page of several',
      { ...oldAnswer(oldEntry(1)), TotalDeliveryServerCount: '3' },
      'The answer is one page, 1 of 3 servers. Save an answer with all of them.',
    ],
  ])('%s', async (_, answer, message) => {
    expect(await messageOf(fetchFrom((await startOldSystem(answer)).url))).toBe(message);
  });

  it('a page with an HTTP error', async () => {
    const { url } = await startOldSystem((_, response) => response.writeHead(502).end('<html>canary'));
    expect(await messageOf(fetchFrom(url))).toBe(
      'The answer is a web page, not JSON (HTTP 502). Check that the address is that of api.php.',
    );
  });

  it('an HTTP error that calls itself no servers', async () => {
    const { url } = await startOldSystem((_, response) =>
      response.writeHead(503).end('{"Success":false,"ErrorCode":2}'),
    );
    expect(await messageOf(fetchFrom(url))).toBe('The old installation answers HTTP 503.');
  });

  it('an answer that ends within a character', async () => {
    const bytes = Buffer.from('{"Name":"ü').subarray(0, -1);
    const { url } = await startOldSystem((_, response) => response.end(bytes));
    expect(await messageOf(fetchFrom(url))).toBe(
      'The answer is cut off after 10 bytes. Get it once more, whole.',
    );
  });

  it.each<[string, object]>([
    ['a length', { 'content-length': 100 }],
    ['chunks', {}],
  ])('a connection that is cut in the middle of an answer with %s', async (_, headers) => {
    const { url } = await startOldSystem((_, response) => {
      response.writeHead(200, { ...headers });
      response.write('{"Success":', () => response.destroy());
    });
    expect(await messageOf(fetchFrom(url))).toMatch(
      /^The answer of the old installation broke off after 11 bytes \(\w+\)\. Try again/,
    );
  });

  it('a connection that is cut before the answer', async () => {
    const { url } = await startOldSystem((_, response) => response.destroy());
    expect(await messageOf(fetchFrom(url))).toBe(
      'The old installation closed the connection without an answer. Try again, and look at its log.',
    );
  });

  it('bytes that are no UTF-8', async () => {
    const { url } = await startOldSystem((_, response) =>
      response.end(Buffer.from('{"a":"\xff"}', 'latin1')),
    );
    expect(await messageOf(fetchFrom(url))).toBe('The answer is not text in UTF-8.');
  });
});

describe('no servers', () => {
  it.each([
    { Success: false, ErrorCode: 2 },
    { Success: '0', ErrorCode: ['2'] },
    { Success: true, ErrorCode: 0, DeliveryServers: [] },
    { Success: true, ErrorCode: 0, DeliveryServers: {} },
    { Success: true, ErrorCode: 0, DeliveryServers: null },
  ])('%j', async (answer) => {
    expect(await fetchFrom((await startOldSystem(answer)).url)).toEqual([]);
  });
});

describe('bounds', () => {
  it('an answer that is too large is not read on, compressed or not', async () => {
    const large = Buffer.alloc(3 * 1024 * 1024, ' ');
    const plain = await startOldSystem((_, response) => response.end(large));
    const compressed = await startOldSystem((_, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync(large)),
    );
    for (const { url } of [plain, compressed])
      expect(await messageOf(fetchFrom(url, { bytes: 1024 * 1024 }))).toBe(
        'The answer is larger than 1 MiB.',
      );
  });

  it('an answer that does not come, or does not end, is given up', async () => {
    const silent = await startOldSystem(() => {});
    const endless = await startOldSystem((_, response) => void response.write('{'));
    for (const { url } of [silent, endless])
      expect(await messageOf(fetchFrom(url, { milliseconds: 300 }))).toBe(
        'The old installation did not answer within 0.3 seconds.',
      );
  });

  it('an address where nobody is, or a file that is not there, is named by its fault', async () => {
    expect(await messageOf(fetchFrom(`http://127.0.0.1:${await unusedPort()}/api.php`))).toContain(
      'cannot be reached (ECONNREFUSED)',
    );
    expect(await messageOf(fetchOldServers({ kind: 'file', path: '/nowhere/a.json' }))).toBe(
      'The file /nowhere/a.json cannot be read (ENOENT).',
    );
    expect(await messageOf(fetchOldServers({ kind: 'file', path: '/' }))).toBe(
      'The file / cannot be read (EISDIR).',
    );
  });
});

describe('redirects', () => {
  it('are followed on the same origin, with the key', async () => {
    const old = await startOldSystem((request, response) => {
      if (request.url === '/api.php') response.writeHead(301, { location: '/new/api.php' }).end();
      else response.end(JSON.stringify(oldAnswer(oldEntry(1))));
    });
    expect(await fetchFrom(old.url)).toHaveLength(1);
    expect(old.requests.map(({ url, method }) => `${method} ${url}`)).toEqual([
      'POST /api.php',
      'POST /new/api.php',
    ]);
    expect(old.requests[1]?.body).toContain('canary-key');
  });

  it.each([301, 302, 303, 307, 308])('with %i to another origin are not followed', async (status) => {
    const other = await startOldSystem(oldAnswer(oldEntry(1)));
    const old = await startOldSystem((_, response) =>
      response.writeHead(status, { location: `${other.url}?k=canary` }).end(),
    );
    expect(await messageOf(fetchFrom(old.url))).toContain(`sends on to ${new URL(other.url).origin}, where`);
    expect(other.requests).toEqual([]);
  });

  it('without end are given up', async () => {
    const old = await startOldSystem((_, response) =>
      response.writeHead(302, { location: '/api.php' }).end(),
    );
    expect(await messageOf(fetchFrom(old.url))).toContain('without end');
    expect(old.requests).toHaveLength(6);
  });
});

it('a name and password in the address go into a header', async () => {
  const old = await startOldSystem(oldAnswer(oldEntry(1)));
  const url = old.url.replace('http://', 'http://ada:p%40ss@');
  expect(await fetchFrom(url)).toHaveLength(1);
  expect(old.requests[0]?.authorization).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
