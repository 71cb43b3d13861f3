import { withContenders } from '../contenders/with-contenders.mjs';
import { fetchUrl, lastingConnections } from '../load/exchange.mjs';
import { limitConcurrency } from '../measurements/in-turn.mjs';
import { measureLoad } from '../measurements/measure-load.mjs';
import { warmUp } from '../measurements/warm-up.mjs';

const size = 50_000;
const query = `query Page($first: Int!, $after: String) {
  deliveryServers(first: $first, after: $after) {
    nodes { id legacyId name smtp { host port security } assignments { userGroup { id name } channels } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const request = (variables, key) => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  body: JSON.stringify({ query, variables }),
});

/** The gateway's first page of 50 against its last one, with 16 clients. */
export async function measureDeepPage(bench) {
  const { contenders, options, apiKey, report } = bench;
  report('A page at the end of 50,000 servers');
  return withContenders(bench, [contenders[0]], size, async ([gateway]) => {
    const after = await cursorBeforeTheEnd(gateway, apiKey);
    const pages = [
      { name: 'first', after: null },
      { name: 'deep', after },
    ].map((page) => ({ ...gateway, ...page, requests: [request({ first: 50, after: page.after }, apiKey)] }));
    const load = (page, seconds) => ({ requests: page.requests, connections: 16, seconds });
    for (const page of pages) await warmUp(bench, page, load(page, options.warmUpSeconds));
    return limitConcurrency(pages, options.rounds, (page) =>
      measureLoad(bench, page, load(page, options.seconds)),
    );
  });
}

/** Walks through the whole list, as a client does. */
async function cursorBeforeTheEnd({ url }, key) {
  const agent = lastingConnections();
  let after = null;
  for (let read = 0; read < size - 100; read += 100) {
    const { text } = await fetchUrl(url, request({ first: 100, after }, key), agent);
    after = JSON.parse(text).data.deliveryServers.pageInfo.endCursor;
  }
  agent.destroy();
  return after;
}
