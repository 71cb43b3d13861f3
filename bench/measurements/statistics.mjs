/** Least, middle and greatest of the rounds. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { min: sorted[0], median, max: sorted.at(-1) };
}

/** One measure of a contender, round by round, in short. */
export function summaryOf(rounds, measure) {
  return summary(rounds.map((round) => round[measure]));
}

/** How two contenders compare in one measure: a ratio for each round, in short. */
export function ratioOf(rounds, otherRounds, measure) {
  return summary(rounds.map((round, index) => round[measure] / otherRounds[index][measure]));
}
