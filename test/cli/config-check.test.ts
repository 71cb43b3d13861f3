import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'config-check-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const check = (env: Record<string, string>, ...options: string[]) =>
  runCli(['config', 'check', ...options], env, { directory });

describe('config check', () => {
  it('tells what would be used and from where, secrets aside', async () => {
    await writeFile(join(directory, '.env'), 'LOG_LEVEL=warn\nPORT=5000\nPROT=canary\n');
    await writeFile(join(directory, 'key'), 'canary-admin-key\n');
    const env = { PORT: '4001', ADMIN_API_KEY_FILE: 'key', VERIFY_EVRY: '6h' };
    const { code, stdout, stderr } = await check(env);
    expect([code, stderr]).toEqual([0, '']);
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['NAME', 'FROM', 'VALUE']);
    expect(rows).toContainEqual(['PORT', 'environment', '4001']);
    expect(rows).toContainEqual(['HOST', 'default', '127.0.0.1']);
    expect(rows).toContainEqual(['LOG_LEVEL', '.env', 'warn']);
    expect(rows).toContainEqual(['ADMIN_API_KEY', join(directory, 'key'), '(hidden)']);
    expect(stdout).toContain('\n\nVERIFY_EVRY is no setting: is VERIFY_EVERY meant?\n');
    expect(stdout).toMatch(/\nNo setting of the gateway, in \.env: PROT\.\n$/);
    expect(stdout).not.toContain('canary');
  });

  it('lists every mistake, and ends with 1', async () => {
    const env = { PORT: 'canary', LOG_LEVEL: 'canary' };
    const { code, stderr } = await check(env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^PORT .+\nLOG_LEVEL .+\n$/)]);
    const forPrograms = await check(env, '--json');
    expect(forPrograms.code).toBe(1);
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({
      mistakes: [expect.stringMatching(/^PORT /), expect.stringMatching(/^LOG_LEVEL /)],
      unknown: [],
      misspelt: [],
    });
  });

  it('tells programs no wording of a default as a value, and nobody of a default where a file is of no use', async () => {
    const env = { DATABASE_URL: 'mysql://a:b@db.example.com/gateway', SECRETS_KEY_FILE: '/nowhere/key' };
    const { code, stdout, stderr } = await check(env, '--json');
    expect([code, stderr]).toEqual([
      1,
      'The file that SECRETS_KEY_FILE names cannot be read (ENOENT): /nowhere/key.\n',
    ]);
    const { variables } = JSON.parse(stdout);
    expect(variables).toContainEqual({ name: 'PORT', value: null, source: 'default', default: '4000' });
    expect(variables).toContainEqual(
      expect.objectContaining({ name: 'SECRETS_KEY', value: null, source: 'SECRETS_KEY_FILE' }),
    );
    const rows = (await check(env)).stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['SECRETS_KEY', 'SECRETS_KEY_FILE', '(of no use)']);
  });

  it('repeats nothing of what may be the secret in place of the path of its file', async () => {
    const { stdout, stderr } = await check({ SECRETS_KEY_FILE: 'canary' });
    expect(stderr).toContain(`a path from ${directory}.\n`);
    expect(stdout + stderr).not.toContain('canary');
  });

  it('says in its help how to run it where a gateway runs', async () => {
    const { stdout } = await check({}, '--help');
    expect(stdout).toContain(
      'docker compose run --rm --no-deps gateway node dist/cli/main.js config check\n',
    );
  });

  it('says why .env cannot be read', async () => {
    await writeFile(join(directory, '.env'), 'x'.repeat(1_048_577));
    const { code, stderr } = await check({});
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The file \.env has more than 1 MiB\./)]);
  });
});
