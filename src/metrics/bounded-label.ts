/** What stands for every value that has no series of its own. */
export const other = 'other';

/** Values that were seen once, of which so many are remembered. */
const maxCandidates = 1_000;

/**
 * Bounds how many values a label has, since each is a series that is kept for ever. A value gets one when it is seen for
 * the second time, as long as fewer than `max` have one. With `isTrusted`, the first time is enough.
 */
export function createBoundedLabel(max: number, isTrusted = false): (value: string) => string {
  const known = new Set<string>();
  const candidates = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= max || value.length > 100) return other;
    if (isTrusted || candidates.delete(value)) {
      known.add(value);
      return value;
    }
    // Those that came first are not more likely to come again, so all make room at once.
    if (candidates.size >= maxCandidates) candidates.clear();
    candidates.add(value);
    return other;
  };
}
