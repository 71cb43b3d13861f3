import { measureLoad } from './measure-load.mjs';

const enoughRequests = 2_000;
const mostTimes = 3;

/**
 * Keeps a contender busy until it has answered so many requests that V8 has optimised what it is going to, or for
 * three times as long as was asked for.
 */
export async function warmUp(bench, contender, load) {
  let requests = 0;
  for (let time = 0; time < mostTimes && requests < enoughRequests; time++) {
    requests += (await measureLoad(bench, contender, load)).requests;
  }
}
