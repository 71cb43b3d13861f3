import { fetchUrl, lastingConnections } from '../load/exchange.mjs';

const tries = 5;
const pages = 20;

/**
 * How many statements the database is sent for a page, counted by the database itself while nothing else runs. The
 * least of several tries counts: now and then a contender asks for something else, such as its key.
 */
export async function countStatements({ database, apiKey }, contenders) {
  const counts = {};
  for (const { name, url, requests } of contenders) {
    const agent = lastingConnections();
    counts[name] = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < tries; attempt++) {
      const before = await database.statements();
      for (let page = 0; page < pages; page++) await fetchUrl(url, requests.page(null, apiKey), agent);
      // The question how many there were is one of them.
      const count = ((await database.statements()) - before - 1) / pages;
      counts[name] = Math.min(counts[name], count);
    }
    agent.destroy();
  }
  return counts;
}
