import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const projectRoot = resolve(import.meta.dirname, '../../..');
const packages = resolve(import.meta.dirname, 'node_modules');

/** The folder of a person who generates a client: the schema, the packages of the generators, and some files. */
export class Workbench {
  private constructor(readonly directory: string) {}

  static async create(files: Readonly<Record<string, string>>): Promise<Workbench> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-client-'));
    await copyFile(join(projectRoot, 'schema.graphql'), join(directory, 'schema.graphql'));
    await symlink(packages, join(directory, 'node_modules'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    return new Workbench(directory);
  }

  /** Puts a folder of `programs`, and what all of them share, into `src`. */
  async addProgram(name: string): Promise<void> {
    const programs = resolve(import.meta.dirname, 'programs');
    await cp(join(programs, name), join(this.directory, 'src'), { recursive: true });
    await copyFile(join(programs, 'job.ts'), join(this.directory, 'src', 'job.ts'));
  }

  /** Runs a shell script and gives what it prints; rejects with all of its output when it fails. */
  async run(script: string, environment: Record<string, string> = {}): Promise<string> {
    const env = {
      HOME: this.directory,
      PATH: `${packages}/.bin:${process.env.PATH}`,
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      ...environment,
    };
    const options = { cwd: this.directory, env, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
    try {
      return (await run('sh', ['-ec', script], options)).stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`"${script}" failed:\n${stdout}${stderr}`);
    }
  }

  async dispose(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
