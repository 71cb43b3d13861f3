import { startGateway } from '../contenders/contenders.mjs';
import { withContenders } from '../contenders/with-contenders.mjs';
import { copiedName } from '../database/seed.mjs';
import { cursorOf } from '../full-operations.mjs';
import { exchange, fetchUrl, lastingConnections } from '../load/exchange.mjs';
import { limitConcurrency } from '../measurements/in-turn.mjs';
import { meanwhile } from '../measurements/meanwhile.mjs';
import { measureLoad } from '../measurements/measure-load.mjs';
import { summary } from '../measurements/statistics.mjs';
import { warmUp } from '../measurements/warm-up.mjs';
import { startOnce } from './start.mjs';

const size = 1_000_000;
const small = 1_000;
const copied = 50_000;
const asked = 1_000;
const times = 5;

const query = `query List($filter: DeliveryServerFilter, $search: String) {
  deliveryServers(first: 50, filter: $filter, search: $search) { nodes { id name } pageInfo { hasNextPage } }
}`;
/** Each with something that no index finds, some of it in no server at all. */
const searches = {
  'a word that all have': { search: 'server' },
  'a word that one has': { search: 'smtp49999.example.com' },
  'a word that nobody has': { search: 'nonexistent' },
  'a text in the name that nobody has': { filter: { name: { contains: 'nonexistent' } } },
  'a status that nobody has': { filter: { status: ['WARN'] } },
  'not used by anybody': { filter: { isAllocated: false } },
};

/** A page anywhere in a million servers beside one in a thousand; filters and searches; the start. */
export async function measureMillion(bench) {
  const { contenders, database, options, report, apiKey } = bench;
  report('A million servers: filling the database');
  await database.fill(size);
  await database.growBufferPool();
  const [gateway] = contenders;
  const results = { pages: {}, searches: {}, start: { small: [], large: [] } };
  report('A million servers: pages, filters and searches');
  await withContenders(bench, [named(gateway, 'large')], size, async ([large]) =>
    withContenders(bench, [named(gateway, 'small')], small, async ([little]) => {
      const pages = [
        { ...little, name: 'small', requests: pagesOf(gateway, small, apiKey) },
        { ...large, name: 'large', requests: pagesOf(gateway, size, apiKey) },
      ];
      const load = ({ requests }, seconds) => ({ requests, connections: 16, seconds });
      for (const each of pages) await warmUp(bench, each, load(each, options.warmUpSeconds));
      results.pages = await limitConcurrency(pages, options.rounds, (each) =>
        measureLoad(bench, each, load(each, options.seconds)),
      );
      for (const [name, variables] of Object.entries(searches))
        results.searches[name] = await search(large, variables, apiKey);
    }),
  );
  report('A million servers: the start');
  for (let round = 0; round < options.rounds; round++) {
    for (const [name, of] of Object.entries({ small, large: size }))
      results.start[name].push({ seconds: await startOnce(bench, settingsFor(bench, of)) });
  }
  return results;
}

/** The gateway with an output of its own: two run at once. */
function named(gateway, name) {
  const start = ({ databaseUrl, secretsKey, apiKey, directory }) =>
    startGateway(
      { DATABASE_URL: databaseUrl, SECRETS_KEY: secretsKey, ADMIN_API_KEY: apiKey },
      `${directory}/${name}.log`,
    );
  return { ...gateway, name, start };
}

function pagesOf({ requests }, of, apiKey) {
  return Array.from({ length: asked }, (_, index) => {
    const id = ((index * 377_377) % of) + 1;
    const request = requests.fullPage(id, apiKey);
    const { query, variables } = JSON.parse(request.body);
    const after = cursorOf(id, copiedName(id, copied));
    return { ...request, body: JSON.stringify({ query, variables: { ...variables, after } }) };
  });
}

/** How long a search takes, and what else becomes of small reads meanwhile. */
async function search({ url, requests }, variables, apiKey) {
  const agent = lastingConnections();
  const request = { ...requests.read(1, apiKey), body: JSON.stringify({ query, variables }) };
  const send = () => exchange(url, requests.read(1, apiKey), { agent });
  const searching = async () => {
    const found = [];
    for (let time = 0; time < times; time++) found.push(await searchOnce(url, request));
    return found;
  };
  const reads = await meanwhile({ send, pauseMilliseconds: 1 }, searching).finally(() => agent.destroy());
  return {
    milliseconds: summary(reads.result.map(({ milliseconds }) => milliseconds)),
    answers: [...new Set(reads.result.map(({ answer }) => answer))].join(', '),
    worstRead: Math.max(...reads.times),
  };
}

async function searchOnce(url, request) {
  const begun = performance.now();
  const { text } = await fetchUrl(url, request);
  const milliseconds = performance.now() - begun;
  const { data, errors } = JSON.parse(text);
  return {
    milliseconds,
    answer: errors ? errors[0].extensions.code : `${data.deliveryServers.nodes.length} servers`,
  };
}

function settingsFor({ database, secretsKey }, of) {
  return { DATABASE_URL: database.urlOf(of), SECRETS_KEY: secretsKey };
}
