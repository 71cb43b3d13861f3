/** The word that somebody may have meant: the one that takes the fewest changes of letters, if those are few. */
export function closestWord(given: string, words: readonly string[]): string | null {
  if (given.length > 40) return null;
  const typed = given.toLowerCase();
  const measured = words.map((word) => ({ word, distance: distanceBetween(typed, word.toLowerCase()) }));
  measured.sort((one, other) => one.distance - other.distance);
  const [closest] = measured;
  return closest && closest.distance <= Math.min(3, Math.max(1, Math.floor(closest.word.length / 2)))
    ? closest.word
    : null;
}

/** How many letters have to be added, taken away or replaced (Levenshtein). */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let place = 1; place <= other.length; place++) {
      const replaced = (row[place - 1] ?? 0) + (one[at - 1] === other[place - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
