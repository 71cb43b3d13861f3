import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The ids of the processes whose command line names this path: the database servers of a data directory. */
export async function processesNaming(path: string): Promise<number[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout
    .split('\n')
    .filter((line) => line.includes(path))
    .map((line) => Number.parseInt(line, 10));
}

export async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-ax', '-o', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/ +/).map(Number));
  return rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid] : []));
}
