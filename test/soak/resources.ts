import { readdir, readFile } from 'node:fs/promises';

const pageMegabytes = 4_096 / 2 ** 20;

export interface Sample {
  /** Since the load began. */
  seconds: number;
  residentMegabytes: number;
  /** NaN when the gateway did not tell. */
  heapMegabytes: number;
  descriptors: number;
}

/** What the process holds, as Linux says, and its heap, as it says itself at `/metrics`. */
export async function sampleResources(
  gateway: { pid: number; url: string; key: string },
  seconds: number,
): Promise<Sample> {
  const [memory, descriptors, heapMegabytes] = await Promise.all([
    readFile(`/proc/${gateway.pid}/statm`, 'utf8'),
    readdir(`/proc/${gateway.pid}/fd`),
    heapOf(gateway).catch(() => Number.NaN),
  ]);
  const residentMegabytes = Number(memory.split(' ')[1]) * pageMegabytes;
  return { seconds, residentMegabytes, heapMegabytes, descriptors: descriptors.length };
}

async function heapOf({ url, key }: { url: string; key: string }): Promise<number> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${key}` },
    // Without its database the gateway takes longer to tell.
    signal: AbortSignal.timeout(2_000),
  });
  const bytes = /^nodejs_heap_size_used_bytes (\S+)$/m.exec(await answer.text())?.[1];
  return Number(bytes) / 2 ** 20;
}
