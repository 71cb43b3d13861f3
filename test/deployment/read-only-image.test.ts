import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { Transcript } from '../support/transcript.js';
import { textIn } from './deployment-files.js';
import { execForm, imageEnvironment, inImage } from './dockerfile.js';
import { buildImageTree, type ImageTree } from './image-tree.js';

const run = promisify(execFile);
/** Root could write anywhere; whoever else runs the tests cannot write into the tree either. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

let image: ImageTree;
let database: TestDatabase;
let transcript: Transcript;
/** Has the secrets, and a folder for temporary files. */
let directory: string;
let environment: Record<string, string>;
let gateway: ChildProcess;
let output = '';
let url: string;

beforeAll(async () => {
  image = buildImageTree();
  database = await createTestDatabase();
  transcript = new Transcript(inject('transcriptDirectory'));
  directory = mkdtempSync(join(tmpdir(), 'gateway-container-'));
  chmodSync(directory, 0o755);
  mkdirSync(join(directory, 'tmp'));
  chmodSync(join(directory, 'tmp'), 0o777);
  environment = {
    ...imageEnvironment,
    PATH: process.env.PATH ?? '',
    HOST: '127.0.0.1',
    PORT: '0',
    TMPDIR: join(directory, 'tmp'),
    DATABASE_URL_FILE: secretFile('database_url', database.url),
    SECRETS_KEY_FILE: secretFile('secrets_key', randomBytes(32).toString('base64')),
    ADMIN_API_KEY_FILE: secretFile('admin_api_key', randomBytes(16).toString('hex')),
  };
  await startGateway();
});
afterAll(async () => {
  gateway.kill('SIGKILL');
  transcript.note(output);
  image.remove();
  rmSync(directory, { recursive: true });
  await database.drop();
});

function secretFile(name: string, value: string): string {
  const file = join(directory, name);
  writeFileSync(file, `${transcript.guard(name, value)}\n`, { mode: 0o444 });
  return file;
}

async function startGateway(): Promise<void> {
  const [program = '', ...args] = execForm(inImage('CMD')) ?? [];
  gateway = spawn(program, args, { cwd: image.app, env: environment, ...unprivileged });
  gateway.stderr?.on('data', (text) => (output += text));
  gateway.stdout?.on('data', (text) => (output += text));
  url = await vi.waitFor(() => {
    const [, address] = /^ {2}GraphQL +(\S+)\/graphql$/m.exec(output) ?? [];
    if (address === undefined) throw new Error(`The gateway is not ready: ${output}`);
    return address;
  }, 60_000);
}

/** Runs a program of the image beside the gateway, with its port, and gives what it prints; rejects when it fails. */
async function runBeside([program = '', ...args]: readonly string[]): Promise<string> {
  const env = { ...environment, PORT: new URL(url).port };
  const { stdout } = await run(program, args, { cwd: image.app, env, ...unprivileged });
  return stdout;
}

describe('what the last stage of the Dockerfile holds, read-only, for a user without rights', () => {
  it('serves, with its playground', async () => {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}/playground`)).text()).toContain('<script');
  });

  it('has the command line and the import', async () => {
    expect(await runBeside(['node', 'dist/cli/main.js', 'schema'])).toBe(textIn('schema.graphql'));
    expect(await runBeside(['node', 'dist/import/main.js', '--help'])).toContain('Imports');
  });

  it('has nothing that only development needs', () => {
    expect(readdirSync(join(image.app, 'node_modules'))).not.toContain('typescript');
    const files = readdirSync(join(image.app, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.map$|(^|\/)\./.test(file))).toEqual([]);
  });

  it('is healthy by the command of the Dockerfile, ends with 0 on SIGTERM, and is not healthy then', async () => {
    const check = execForm(inImage('HEALTHCHECK')) ?? [];
    await runBeside(check);
    gateway.kill('SIGTERM');
    expect(await once(gateway, 'close')).toEqual([0, null]);
    await expect(runBeside(check)).rejects.toMatchObject({ code: 1 });
  });

  it('has written no file, not even a temporary one', () => {
    expect(readdirSync(join(directory, 'tmp'))).toEqual([]);
  });
});
