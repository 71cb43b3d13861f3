import { readFile } from 'node:fs/promises';
import { runCommand } from './program/run-command.js';

/**
 * Tells a process from a later one with the same id: its start time, with the boot it belongs to where the
 * system tells one. Undefined if there is no such process. A zombie has ended, only nobody collected it yet.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  const stat = await readProc(`${pid}/stat`);
  if (stat !== undefined) {
    // The name in parentheses may hold anything; the fields after it are plain: state is the third of the
    // file, start time the twenty-second. See proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${await bootIdentity()}/${fields[19]}`;
  }
  if (process.platform === 'linux') return undefined;
  const { code, output } = await runCommand('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const [state, ...started] = output.trim().split(/\s+/);
  return code !== 0 || !state || state.startsWith('Z') ? undefined : started.join(' ');
}

/** Whether the process lives and one of its arguments is exactly this one. */
export async function hasArgument(pid: number, argument: string): Promise<boolean> {
  const commandLine = await readProc(`${pid}/cmdline`);
  if (commandLine !== undefined) return commandLine.split('\0').includes(argument);
  if (process.platform === 'linux') return false;
  const { code, output } = await runCommand('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return code === 0 && ` ${output.trim()} `.includes(` ${argument} `);
}

async function bootIdentity(): Promise<string> {
  return (await readProc('sys/kernel/random/boot_id'))?.trim() ?? '';
}

function readProc(path: string): Promise<string | undefined> {
  return readFile(`/proc/${path}`, 'utf8').catch(() => undefined);
}
