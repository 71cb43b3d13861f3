const sample = JSON.stringify(
  Array.from({ length: 20_000 }, (_, index) => ({
    name: `name ${index}`,
    price: `${index}.50`,
    list: [index, -index],
  })),
);

/**
 * Of CPU time, for the work below. Estimated: on a machine that needed 200, attacks cost a little more than twice what they had
 * cost where their limits were set.
 */
const usualMilliseconds = 90;
/** A test that forgives more than this would notice nothing. */
const maxSlowness = 4;

/**
 * How many times as much CPU time this machine needs at the moment for reading and writing JSON as one of usual speed, at least 1 and
 * at most 4: slow processors need more, and so do those that others are busy on.
 */
export function slowness(): number {
  const before = process.cpuUsage();
  const texts = new Map<string, string>();
  for (let round = 0; round < 3; round += 1)
    for (const object of JSON.parse(sample) as { name: string }[])
      texts.set(object.name, JSON.stringify(object));
  const { user, system } = process.cpuUsage(before);
  return Math.min(Math.max((user + system) / 1_000 / usualMilliseconds, 1), maxSlowness);
}
