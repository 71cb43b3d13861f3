import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { projectRoot } from './run-cli.js';

const run = promisify(execFile);
let directory: string;
let packed: string[];

/** The tarball, installed as npm does it but for the network: its dependencies are those of the project. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'package-'));
  const options = ['--ignore-scripts', '--json', '--pack-destination', directory];
  const { stdout } = await run('npm', ['pack', ...options], { cwd: projectRoot });
  const [{ filename, files }] = JSON.parse(stdout);
  packed = files.map(({ path }: { path: string }) => path);
  await run('tar', ['-xzf', join(directory, filename)], { cwd: directory });
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });
  for (const name of await readdir(join(projectRoot, 'node_modules')))
    if (!name.startsWith('.')) await symlink(join(projectRoot, 'node_modules', name), join(modules, name));
  const program = join(directory, 'package', 'dist', 'cli', 'main.js');
  await chmod(program, 0o755);
  await symlink(program, join(modules, '.bin', 'delivery-gateway'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const cli = (...args: string[]) =>
  run(process.execPath, [join(directory, 'node_modules', '.bin', 'delivery-gateway'), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH },
  });

describe('the package', () => {
  it('has the program, its page, its schema and the licenses of what is built into it, and nothing else', () => {
    const others = packed.filter(
      (path) => !/^dist\/[\w/.-]+\.js$/.test(path) && !path.startsWith('dist/playground/'),
    );
    expect(others.sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/licenses.md',
      'package.json',
      'schema.graphql',
    ]);
    expect(packed).toContain('dist/main.js');
    expect(packed).toContain('dist/playground/index.html');
    expect(packed.filter((path) => /\.map$|\/\./.test(path))).toEqual([]);
  });

  it('names every package that the program looks for beside itself', async () => {
    const files = packed.filter((path) => /^dist\/(?!playground).*\.js$/.test(path));
    const texts = await Promise.all(files.map((path) => readFile(join(projectRoot, path), 'utf8')));
    const imported = texts.flatMap((text) =>
      [...text.matchAll(/(?:^import (?:.* from )?|\bimport\()"((?:@[\w.-]+\/)?[a-z][\w.-]*)"/gm)].map(
        ([, name = '']) => name,
      ),
    );
    const packages = new Set(imported.filter((name) => !isBuiltin(name)));
    const { dependencies, peerDependencies } = packageJson;
    expect([...packages]).toEqual(
      expect.arrayContaining(['@node-rs/argon2', 'prom-client', '@opentelemetry/api']),
    );
    const named = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    expect([...packages].filter((name) => !named.includes(name))).toEqual([]);
  });

  it('has a command that works in any folder', async () => {
    expect((await cli('--help')).stdout).toMatch(/^Usage: delivery-gateway \[options\] \[command\]\n/);
    expect((await cli('--version')).stdout).toBe('0.1.0\n');
    expect((await cli('schema')).stdout).toContain('type DeliveryServer implements Node');
    expect((await cli('config', 'check')).stdout).toMatch(/^PORT +default +4000$/m);
  });

  it('names its command as it was called', async () => {
    const usage = async (program: string, args: string[]) =>
      /^Usage: (.*) \[options\]/m.exec((await run(program, args, { cwd: projectRoot })).stdout)?.[1];
    expect(await usage('npm', ['run', '--silent', 'cli', '--', '--help'])).toBe('npm run cli --');
    expect(await usage('npx', ['delivery-gateway', '--help'])).toBe('delivery-gateway');
    expect(await usage('node', ['dist/cli/main.js', '--help'])).toBe('node dist/cli/main.js');
  });
});
