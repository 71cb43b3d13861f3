import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;
const pageBytes = 4096;

/** These processes and everything they started, however deep. */
export function treeOf(pids) {
  const childrenOf = new Map();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? statOf(name)?.[1] : undefined;
    if (parent === undefined) continue;
    childrenOf.set(Number(parent), [...(childrenOf.get(Number(parent)) ?? []), Number(name)]);
  }
  const below = (pid) => [pid, ...(childrenOf.get(pid) ?? []).flatMap(below)];
  return pids.flatMap(below);
}

/** Processor time that they have used so far, in their own code and in the kernel for them, in seconds. */
export function cpuSeconds(pids) {
  const ticks = pids.map((pid) => {
    const stat = statOf(pid);
    return stat ? Number(stat[11]) + Number(stat[12]) : 0;
  });
  return sum(ticks) / ticksPerSecond;
}

/** Memory that they hold, in bytes. What processes share counts for each. */
export function residentBytes(pids) {
  return sum(pids.map((pid) => Number(read(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0))) * pageBytes;
}

/** The fields of `/proc/<pid>/stat` from the third on: the second is a name that may hold anything. */
function statOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
