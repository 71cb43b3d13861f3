import { join } from 'node:path';
import { startGateway } from '../contenders/contenders.mjs';
import { fetchUrl } from '../load/exchange.mjs';

const query = '{ deliveryServers(first: 1) { nodes { id } } }';

/** From the start of the process to its first answer, everything having been set up by an earlier start. */
export async function measureStart(bench) {
  const { options, database, secretsKey, directory, report } = bench;
  report('Start, the second time');
  const ways = {
    embedded: { DATA_DIR: join(directory, 'start') },
    DATABASE_URL: { DATABASE_URL: database.urlOf(1_000), SECRETS_KEY: secretsKey },
  };
  const results = { embedded: [], DATABASE_URL: [] };
  for (const settings of Object.values(ways)) await startOnce(bench, settings);
  for (let round = 0; round < options.rounds; round++) {
    for (const [way, settings] of Object.entries(ways)) {
      results[way].push({ seconds: await startOnce(bench, settings) });
    }
  }
  return results;
}

/** Starts a gateway, asks it for a server, stops it, and gives the seconds to the answer. */
export async function startOnce({ started, apiKey, directory }, settings) {
  const begun = performance.now();
  const { url, stop } = await startGateway(
    { ...settings, ADMIN_API_KEY: apiKey },
    join(directory, 'start.log'),
  );
  const stopOnce = started.add(stop);
  const { status, text } = await fetchUrl(url, {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query }),
  });
  const seconds = (performance.now() - begun) / 1000;
  await stopOnce();
  if (status !== 200 || text.includes('"errors"')) throw new Error(`The first request failed: ${text}`);
  return seconds;
}
