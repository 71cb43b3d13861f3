import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CliUser } from '../cli/run-cli.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

vi.setConfig({ testTimeout: 60_000 });

let app: TestApp;
let user: CliUser;
let directory: string;
let file: string;

beforeAll(async () => {
  app = await startTestApp();
  user = new CliUser(app);
  directory = await mkdtemp(join(tmpdir(), 'apply-at-terminal-'));
  file = join(directory, 'servers.yaml');
  await writeFile(file, 'version: 1\ngroups: [{ name: Shop }]\n');
});
afterAll(async () => {
  await app?.stop();
  await rm(directory, { recursive: true, force: true });
});

const question = 'Apply this? Only "yes" will do: ';
const plan = '+ group "Shop"\n\n1 to create, 0 to change, 0 to delete, 0 unchanged.\n';

async function answer(typed: string) {
  const { code, stdout } = await user.typeAt(question, typed, `apply ${file}`);
  // Where the cursor goes, and the end of a line as a terminal has it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return [code, stdout.replace(/\u001b\[\d*[A-Z]|\r/g, '')];
}

const groups = async () => (await app.graphql('{ userGroups { nodes { name } } }')).data.userGroups.nodes;

describe('a question at a terminal', () => {
  it.each([
    ['y', 'y\n', 'y\n'],
    ['Ctrl-C', '\u0003', '\n'],
    ['Ctrl-D', '\u0004', '\n'],
  ])('that is answered with %s changes nothing', async (_, typed, shown) => {
    expect(await answer(typed)).toEqual([1, `${plan}${question}${shown}Nothing was changed.\n`]);
    expect(await groups()).toEqual([]);
  });

  it('that is answered with yes makes it so', async () => {
    const done = 'Applied: 1 created, 0 changed, 0 deleted, 0 unchanged.';
    expect(await answer('yes\n')).toEqual([0, `${plan}${question}yes\n${done}\n`]);
    expect(await groups()).toEqual([{ name: 'Shop' }]);
  });
});
