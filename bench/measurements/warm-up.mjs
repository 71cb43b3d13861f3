import { measureLoad } from './measure-load.mjs';

const enoughRequests = 6_000;
const maxTimes = 5;

/**
 * Keeps a contender busy until it has answered so many requests that V8 has optimised what it is going to, or for
 * five times as long as was asked for.
 */
export async function warmUp(bench, contender, load) {
  let requests = 0;
  for (let time = 0; time < maxTimes && requests < enoughRequests; time++) {
    requests += (await measureLoad(bench, contender, load)).requests;
  }
}
