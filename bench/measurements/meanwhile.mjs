import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Sends small requests while something is under way, one after the other with a pause after each: what comes of it, and the
 * milliseconds of each request.
 * @param send gives the `total` milliseconds of a request
 * @throws what fails first; the other is not waited for
 */
export async function meanwhile({ send, pauseMilliseconds, clients = 1 }, work) {
  let isOver = false;
  const times = [];
  const sendAgain = async () => {
    while (!isOver) {
      times.push((await send()).total);
      await sleep(pauseMilliseconds);
    }
  };
  const end = () => {
    isOver = true;
  };
  const sending = Array.from({ length: clients }, sendAgain);
  const [result] = await Promise.all([work().finally(end), ...sending]).finally(end);
  return { result, times };
}
