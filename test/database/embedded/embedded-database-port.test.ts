import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('../../../src/database/embedded/free-port.js', { spy: true });
vi.setConfig({ testTimeout: 60_000 });

const cacheDirectory = fileURLToPath(new URL('../../../.cache', import.meta.url));
let parent: string;
let occupant: Server;

// The modules may have been read for an earlier file, without the spy.
vi.resetModules();
const { startEmbeddedDatabase } = await import('../../../src/database/embedded/embedded-database.js');
const { freePort } = await import('../../../src/database/embedded/free-port.js');
afterAll(() => {
  vi.doUnmock('../../../src/database/embedded/free-port.js');
  vi.resetModules();
});

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'embedded-database-'));
  occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
});

afterEach(async () => {
  vi.mocked(freePort).mockReset();
  occupant.close();
  await rm(parent, { recursive: true, force: true });
});

it('takes another port when the chosen one is taken in the meantime', async () => {
  const { port } = occupant.address() as AddressInfo;
  vi.mocked(freePort).mockResolvedValueOnce(port);
  const dataDirectory = join(parent, 'data');
  const database = await startEmbeddedDatabase({ dataDirectory, cacheDirectory, report: () => {} });
  try {
    expect(Number(new URL(database.url).port)).not.toBe(port);
    expect(freePort).toHaveBeenCalledTimes(2);
    expect(await readFile(join(dataDirectory, 'server.log'), 'utf8')).toContain('Address already in use');
  } finally {
    await database.stop();
  }
});
