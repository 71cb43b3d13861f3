import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { processIdentity } from '../../../src/database/embedded/process-identity.js';
import { childrenOf } from '../../support/processes.js';
import { createRow, EmbeddedDatabases, gone, killed, pidOf, query, restarted } from './embedded-databases.js';

// The very first test of a fresh checkout may have to fetch the server.
vi.setConfig({ testTimeout: 60_000 });

const databases = new EmbeddedDatabases();

describe('a server that is killed', () => {
  it('comes back at the same address with every committed row', async () => {
    const database = await databases.start();
    const { url } = database;
    await createRow(url);
    const pid = pidOf(database);
    process.kill(pid, 'SIGKILL');
    await restarted(database);

    expect(pidOf(database)).not.toBe(pid);
    expect(database.url).toBe(url);
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    expect(databases.reports).toEqual([
      expect.stringContaining(`(process ${pid}) ended unexpectedly (signal SIGKILL)`),
      expect.stringContaining(`is back (process ${database.pid}`),
    ]);
  });

  it('comes back again and again', async () => {
    const database = await databases.start();
    for (let round = 1; round <= 3; round += 1) {
      process.kill(pidOf(database), 'SIGKILL');
      await restarted(database);
    }
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not come back when it is stopped during the restart', async () => {
    for (const delay of [0, 1, 5, 30]) {
      const database = await databases.start();
      process.kill(pidOf(database), 'SIGKILL');
      await vi.waitFor(() => expect(database.pid).toBeUndefined(), { interval: 1 });
      await sleep(delay);
      await database.stop();
      expect(database.pid).toBeUndefined();
      expect((await readdir(databases.dataDirectory)).sort()).toEqual(['data', 'password', 'server.log']);
    }
  });
});

describe('a gateway', () => {
  it('that is killed takes its server with it, cleanly, and can be started again', async () => {
    const gateway = await databases.startGateway();
    await createRow(gateway.url);
    await killed(gateway.process);
    await gone(gateway.server);
    expect(await readFile(join(databases.dataDirectory, 'server.log'), 'utf8')).toContain(
      'Shutdown complete',
    );

    const { url } = await databases.start();
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it('that is killed can be started again at once', async () => {
    const gateway = await databases.startGateway();
    await createRow(gateway.url);
    await killed(gateway.process);
    const { url } = await databases.start();
    expect(await processIdentity(gateway.server)).toBeUndefined();
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it.runIf(process.platform === 'linux')(
    'that is killed with the guard leaves a server that the next one ends',
    async () => {
      const gateway = await databases.startGateway();
      const guards = await childrenOf(gateway.server);
      expect(guards).toHaveLength(1);
      for (const guard of guards) process.kill(guard, 'SIGKILL');
      await killed(gateway.process);
      await sleep(300);
      // The negative control of the tests above: without the guard the server does live on.
      expect(await processIdentity(gateway.server)).toBeDefined();

      await databases.start();
      expect(databases.reports[0]).toContain(
        `waiting for the earlier database server (process ${gateway.server})`,
      );
      expect(await processIdentity(gateway.server)).toBeUndefined();
    },
  );

  it('can use its database after Ctrl-C, which signals the whole process group', async () => {
    const gateway = await databases.startGateway();
    process.kill(-(gateway.process.pid as number), 'SIGINT');
    expect(await gateway.line('interrupted')).toEqual({ interrupted: true, server: gateway.server, one: 1 });
    await once(gateway.process, 'exit');
    expect(gateway.process.exitCode).toBe(0);
    expect(await processIdentity(gateway.server)).toBeUndefined();
  });
});
