import { readFile } from 'node:fs/promises';

// Linux counts in ticks of 10 ms on every platform that Node supports.
const tickMilliseconds = 10;

/** The CPU time that a process has used so far, all its threads together, in milliseconds. */
export async function cpuTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold anything; what follows it begins with the third field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMilliseconds;
}
