import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** Before all tests: builds the program and its page if they are stale. Many tests start it as its users do. */
export default async function setUp() {
  const root = resolve(import.meta.dirname, '..', '..');
  const build = spawn(process.execPath, ['src/build.mjs'], { cwd: root, stdio: 'inherit' });
  const [code] = await once(build, 'close');
  if (code !== 0) throw new Error('The program cannot be built.');
}
