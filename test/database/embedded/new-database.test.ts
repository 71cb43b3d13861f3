import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { demandFinished, startNewDatabase } from '../../../src/database/embedded/new-database.js';
import { useEmbeddedDatabase } from '../../../src/database/embedded/use-database.js';
import { fetchedMySql, fetchMySql } from '../../support/database-servers/mysql-binary.js';
import { isMySql } from '../../support/database-servers/own-server.js';
import { cacheDirectory, createRow, EmbeddedDatabases, killed, query } from './embedded-databases.js';

vi.setConfig({ testTimeout: 60_000 });

const hasMySql = isMySql || (await fetchedMySql(cacheDirectory)) !== null;

describe.each([
  { engine: 'MariaDB', canRun: true, isOnMySql: false },
  { engine: 'MySQL', canRun: hasMySql, isOnMySql: true },
])('a new database on $engine', ({ canRun, isOnMySql }) => {
  const databases = new EmbeddedDatabases(isOnMySql);
  const options = () => ({
    dataDirectory: databases.dataDirectory,
    cacheDirectory,
    report: () => {},
    ...(isOnMySql && { findServer: fetchMySql }),
  });
  const unfinished = () => `${databases.dataDirectory}.unfinished`;

  it.runIf(canRun)('has its place when it is kept, and is none before', async () => {
    const made = await startNewDatabase(options());
    await createRow(made.url);
    expect(existsSync(databases.dataDirectory)).toBe(false);
    await expect(demandFinished(databases.dataDirectory)).rejects.toThrow('under way or was interrupted');
    await made.keep();
    expect(existsSync(unfinished())).toBe(false);
    await demandFinished(databases.dataDirectory);
    const { url } = await databases.start();
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
    await expect(startNewDatabase(options())).rejects.toThrow('There is a database in DATA_DIR already');
  });

  it.runIf(canRun)('is gone when it is discarded', async () => {
    const made = await startNewDatabase(options());
    await made.discard();
    expect(existsSync(unfinished())).toBe(false);
    expect(existsSync(databases.dataDirectory)).toBe(false);
  });

  it.runIf(canRun)('removes what an interrupted one has left, and is not made twice at once', async () => {
    await mkdir(join(unfinished(), 'data'), { recursive: true });
    await writeFile(join(unfinished(), 'data', 'rest'), '');
    const made = await startNewDatabase(options());
    expect(await readdir(join(unfinished(), 'data'))).not.toContain('rest');
    await expect(startNewDatabase(options())).rejects.toThrow(`in use by process ${process.pid}`);
    await made.discard();
  });

  it.runIf(canRun)('replaces none that came meanwhile', async () => {
    const made = await startNewDatabase(options());
    const other = await databases.start();
    await createRow(other.url);
    await expect(made.keep()).rejects.toThrow('There is a database in DATA_DIR already');
    expect(existsSync(unfinished())).toBe(false);
    expect(await query(other.url, 'SELECT id FROM kept')).toEqual([{ id: 7 }]);
  });

  it.runIf(canRun)('is used by another process while its own runs, and by nobody else after', async () => {
    const gateway = await databases.startGateway();
    await createRow(gateway.url);
    const rows = (url: string) => query(url, 'SELECT id FROM kept');
    expect(await useEmbeddedDatabase(options(), rows)).toEqual([{ id: 7 }]);
    expect(await rows(gateway.url)).toEqual([{ id: 7 }]);
    await killed(gateway.process);
    expect(await useEmbeddedDatabase(options(), rows)).toEqual([{ id: 7 }]);
    expect((await readdir(databases.dataDirectory)).sort()).toEqual(['data', 'password', 'server.log']);
  });
});
