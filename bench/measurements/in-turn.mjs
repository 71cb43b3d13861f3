/**
 * Measures each contender once a round, in an order that moves on by one each round (A B C, B C A, ...), so that what
 * else the machine does hits none of them alone.
 * @returns for each contender's name what was measured, round by round
 */
export async function limitConcurrency(contenders, rounds, measure) {
  const found = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      found[contender.name].push(await measure(contender, round));
    }
  }
  return found;
}
