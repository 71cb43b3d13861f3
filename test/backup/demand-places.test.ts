import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demandPlaces } from '../../src/backup/service/demand-places.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demand-places-'));
  await mkdir(join(directory, 'data'));
  await writeFile(join(directory, 'data', 'secrets.key'), 'a key');
  await writeFile(join(directory, 'gateway.backup'), 'a backup');
  await symlink(directory, join(directory, 'link'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The backup and its key, of a gateway whose data is in `data`; both may replace what is there. */
const demand = (...names: string[]) =>
  demandPlaces(
    names.map((name) => `${directory}/${name}`),
    join(directory, 'data'),
    true,
  );

describe('the places of a backup and its key', () => {
  it.each([['gateway.backup', 'gateway.key'], ['gateway.backup', 'data.key'], ['gateway.backup'], []])(
    'may be %s and %s',
    async (...names) => {
      await expect(demand(...names)).resolves.toBeUndefined();
    },
  );

  it.each([
    ['gateway.backup', 'gateway.backup'],
    ['gateway.backup', 'data/../gateway.backup'],
    ['gateway.backup', 'link/gateway.backup'],
    ['link/new.backup', 'new.backup'],
  ])('are not one: %s and %s', async (...names) => {
    await expect(demand(...names)).rejects.toThrow('cannot hold both the backup and its key');
  });

  it.each([
    ['data/secrets.key'],
    ['gateway.backup', 'data/secrets.key'],
    ['data/database/password'],
    ['link/data/new.backup'],
    ['data'],
  ])('are not in the data directory: %s %s', async (...names) => {
    await expect(demand(...names)).rejects.toThrow('is in DATA_DIR');
  });
});
