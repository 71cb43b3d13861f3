import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findZsh } from './find-zsh.js';
import { projectRoot } from './run-cli.js';

const run = promisify(execFile);
const zsh = await findZsh();
let directory: string;

/** The command is on the PATH, as after an installation. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'completion-'));
  const command = join(directory, 'delivery-gateway');
  const program = join(projectRoot, 'dist', 'cli', 'main.js');
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(command, 0o755);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function shell(program: string, args: string[]): Promise<string[]> {
  const env = { PATH: `${directory}${delimiter}${process.env.PATH}` };
  const { stdout, stderr } = await run(program, args, { cwd: directory, env });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/** What bash offers; the words are as bash splits them. */
const bash = (...words: string[]) =>
  shell('bash', [
    '--norc',
    '-c',
    `source <(delivery-gateway completion bash)
    source <(delivery-gateway completion bash)
    read -r _ _ _ _ function _ < <(complete -p delivery-gateway)
    COMP_WORDS=(delivery-gateway "$@") COMP_CWORD=$#
    "$function"
    printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    ...words,
  ]);

describe('completion in bash', () => {
  it.each([
    [['gr'], ['groups']],
    [['groups', 'a'], ['assign']],
    [
      ['keys', ''],
      ['list', 'create', 'update', 'roll', 'revoke'],
    ],
    [
      ['servers', 'list', '--se'],
      ['--search', '--security'],
    ],
    [['servers', 'list', '--first', ''], []],
    [['verify', '12', '--check', 'SPF,l'], ['SPF,LINK_DOMAIN']],
    [['verify', '12', '--t'], ['--to']],
    [['test-smtp', 'smtp.example.com:25', '--mode', 'm'], ['MESSAGE']],
    [['test-smtp', 'smtp.example.com:25', '--p'], []],
    [['servers', 'create', '--security', 's'], ['STARTTLS']],
    [
      ['servers', 'create', '--security', '=', ''],
      ['NONE', 'STARTTLS', 'IMPLICIT_TLS'],
    ],
    [
      ['servers', 'create', '--security', '='],
      ['NONE', 'STARTTLS', 'IMPLICIT_TLS'],
    ],
    [['servers', 'create', '--auth', '--host', 'servers', '--no-a'], ['--no-auth']],
    [['keys', 'create', '--scopes', 'READ,s'], ['READ,SECRETS']],
    [['groups', 'assign', 'ug_1', 'm'], ['MARKETING']],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
    [['servers', 'list', '--password-from', 'e'], []],
    [['com'], ['completion']],
    [['ba'], ['backup']],
    [['restore', 'gateway.backup', '--k'], ['--key']],
  ])('of %j', async (words, offered) => {
    expect(await bash(...words)).toEqual(offered);
  });

  it('evaluates nothing that was typed', async () => {
    const file = join(directory, 'evaluated');
    await bash('servers', `$(touch ${file})`, '`touch evaluated`', ';touch evaluated', '');
    expect(await shell('sh', ['-c', `test -e ${file} || echo none`])).toEqual(['none']);
  });
});

describe.skipIf(zsh === null)('completion in zsh (skipped without zsh or its Debian package)', () => {
  /** What the function hands to `_describe`, which shows it. */
  const offers = (...words: string[]) =>
    shell(zsh as string, [
      '-f',
      '-c',
      `compdef() { : }
      _describe() { print -l -- "\${(@P)2}" }
      _files() { print files }
      source <(delivery-gateway completion zsh)
      words=(delivery-gateway "$@") CURRENT=$(( $# + 1 ))
      _delivery_gateway`,
      'zsh',
      ...words,
    ]);

  it.each([
    [['gr'], ['groups:user groups and the servers of their channels']],
    [
      ['servers', 'list', '--st'],
      ['--state:enabled or paused', '--status:what the checks found'],
    ],
    [['servers', 'create', '--security', 's'], ['STARTTLS']],
    [['servers', 'create', '--security=s'], ['--security=STARTTLS']],
    [['servers', 'create', '--input', ''], ['files']],
  ])('of %j', async (words, offered) => {
    expect(await offers(...words)).toEqual(offered);
  });
});
