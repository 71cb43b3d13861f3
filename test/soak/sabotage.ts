/** What the harness can break on purpose, so that it can be seen to notice. */
export const sabotages = [
  'lose-write',
  'double-write',
  'lose-group',
  'drop-event',
  'repeat-event',
  'wrong-answer',
  'no-retry-after',
  'silence',
  'lose-run',
  'leak',
  'break-audit',
] as const;

export type Sabotage = (typeof sabotages)[number];

export function isSabotage(name: string): name is Sabotage {
  return sabotages.some((each) => each === name);
}

/** Tells once of each sabotage that it is to be done now; of none before it begins. */
export class Saboteur {
  private readonly left = new Set<Sabotage>();

  begin(planned: readonly Sabotage[]): void {
    for (const sabotage of planned) this.left.add(sabotage);
  }

  take(sabotage: Sabotage): boolean {
    return this.left.delete(sabotage);
  }
}

/** A module that Node loads before the gateway: it keeps memory and files open, much of both, as the run may be short. */
const leak = `
  import { openSync } from 'node:fs';
  const kept = [];
  setInterval(() => {
    kept.push(Array.from({ length: 60_000 }, (_, index) => ({ index })));
    for (let opened = 0; opened < 10; opened += 1) openSync('/dev/null');
  }, 100).unref();`;

export const leakingNodeOptions = `--import=data:text/javascript,${encodeURIComponent(leak)}`;
