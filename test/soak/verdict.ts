import type { Sample } from './resources.js';

/** A rule, what was found, and what breaks it, in words. */
export interface Verdict {
  rule: string;
  found: string;
  faults: readonly string[];
}

const maxMegabytesAMinute = 1;
/** What a program may take until everything in it has run often enough; no slope is judged in less than five minutes. */
const warmUpMegabytes = 96;
const warmUpSeconds = 300;
const maxMoreDescriptors = 10;
/** In a short time: the connections to the database may all have been lost at first, and have come back. */
const maxMoreDescriptorsSoon = 40;
const windows = 5;

/** Those from which on the program is taken to be warm: after five minutes, or a quarter of a shorter time. */
function judgedSamples(samples: readonly Sample[]): readonly Sample[] {
  const last = samples.at(-1)?.seconds ?? 0;
  const from = Math.min(warmUpSeconds, last / 4);
  return samples.filter(({ seconds }) => seconds >= from);
}

/** Memory grows by less than a megabyte a minute. */
export function judgeMemory(
  rule: string,
  samples: readonly Sample[],
  megabytesOf: (sample: Sample) => number,
): Verdict {
  const points = judgedSamples(samples)
    .map((sample) => ({ minutes: sample.seconds / 60, megabytes: megabytesOf(sample) }))
    .filter(({ megabytes }) => !Number.isNaN(megabytes));
  const slope = slopeOf(points);
  const minutes = (points.at(-1)?.minutes ?? 0) - (points[0]?.minutes ?? 0);
  const values = points.map(({ megabytes }) => megabytes);
  const isLong = minutes * 60 >= warmUpSeconds;
  const grown = slope * minutes;
  const isBroken = points.length < 3 || (isLong ? slope >= maxMegabytesAMinute : grown >= warmUpMegabytes);
  const found = `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} MB, ${slope.toFixed(2)} MB a minute over ${minutes.toFixed(1)} minutes`;
  return { rule, found, faults: isBroken ? [`it grows: ${found}`] : [] };
}

/** By least squares. */
function slopeOf(points: readonly { minutes: number; megabytes: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(points.map(({ minutes }) => minutes));
  const level = mean(points.map(({ megabytes }) => megabytes));
  const sum = (term: (point: { minutes: number; megabytes: number }) => number) =>
    points.reduce((total, point) => total + term(point), 0);
  return (
    sum(({ minutes, megabytes }) => (minutes - middle) * (megabytes - level)) /
    sum(({ minutes }) => (minutes - middle) ** 2)
  );
}

/** Connections come and go, so the fewest of a while are compared with the fewest of a later one. */
export function judgeDescriptors(samples: readonly Sample[]): Verdict {
  const judged = judgedSamples(samples).map(({ descriptors }) => descriptors);
  const isLong = (samples.at(-1)?.seconds ?? 0) >= 2 * warmUpSeconds;
  const length = Math.max(1, Math.floor(judged.length / windows));
  const first = Math.min(...judged.slice(0, length));
  const last = Math.min(...judged.slice(-length));
  const found = `${first} at first, ${last} at last, ${Math.max(...judged)} at most`;
  const isBroken =
    judged.length < windows || last - first > (isLong ? maxMoreDescriptors : maxMoreDescriptorsSoon);
  return { rule: 'open descriptors', found, faults: isBroken ? [`they become more: ${found}`] : [] };
}

/** @param part from 0 to 1 */
export function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

/** What was served of each kind of request, and in which time. */
export function timesTable(times: ReadonlyMap<string, readonly number[]>): string {
  const lines = [...times].map(([kind, each]) => {
    const [p50, p99] = [0.5, 0.99].map((part) => percentile(each, part).toFixed(0).padStart(6));
    return `  ${kind.padEnd(24)} ${String(each.length).padStart(7)}  p50 ${p50} ms  p99 ${p99} ms`;
  });
  return ['served:', ...lines].join('\n');
}

const maxTold = 10;

/** The verdicts as a table, with the first faults of each below it. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ rule, found, faults }) => [
    faults.length === 0 ? 'kept' : 'BROKEN',
    rule,
    found,
  ]);
  const width = Math.max(...verdicts.map(({ rule }) => rule.length));
  const lines = rows.map(
    ([state = '', rule = '', found]) => `${state.padEnd(7)} ${rule.padEnd(width)}  ${found}`,
  );
  const faults = verdicts
    .filter(({ faults }) => faults.length > 0)
    .map(({ rule, faults }) => {
      const more = faults.length > maxTold ? [`  and ${faults.length - maxTold} more`] : [];
      return [`\n${rule}:`, ...faults.slice(0, maxTold).map((fault) => `  ${fault}`), ...more].join('\n');
    });
  return [...lines, ...faults].join('\n');
}
