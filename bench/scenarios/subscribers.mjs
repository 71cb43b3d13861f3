import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { withContenders } from '../contenders/with-contenders.mjs';
import { fetchUrl, lastingConnections } from '../load/exchange.mjs';
import { residentBytes } from '../machine/process-tree.mjs';

const size = 1_000;
const subscribers = 2_000;
/** As many as a gateway takes, and as many as a credential may have. */
const connections = 1_000;
const connectionsPerKey = 100;
/** Servers that each subscriber follows. All of them would be 100,000 messages a second. */
const followed = 20;
const changesPerSecond = 50;
const seconds = 10;
const warmUpReads = 2_000;

const query = `subscription ($ids: [ID!]) {
  deliveryServerChanged(ids: $ids) { id kind deliveryServerId version }
}`;

/** How long it takes until subscribers are told of a change, from the moment when it is asked for, and what each takes. */
export async function measureSubscribers(bench) {
  const { contenders, options, report } = bench;
  report(`${subscribers} subscribers, ${changesPerSecond} changes a second`);
  const rounds = [];
  for (let round = 0; round < Math.ceil(options.rounds / 3); round++) {
    rounds.push(await withContenders(bench, [contenders[0]], size, ([gateway]) => measure(bench, gateway)));
  }
  return rounds;
}

async function measure({ apiKey }, gateway) {
  const agent = lastingConnections();
  for (let count = 0; count < warmUpReads; count++)
    await fetchUrl(gateway.url, gateway.requests.read(1, apiKey), agent);
  const before = residentBytes(gateway.pids);
  const told = [];
  const sockets = await subscribe(gateway, await makeKeys(gateway, apiKey), told);
  const { sent, refused } = await change(gateway, apiKey, agent);
  await sleep(2_000);
  const perSubscriber = (residentBytes(gateway.pids) - before) / subscribers / 1_024;
  for (const socket of sockets) socket.terminate();
  agent.destroy();
  // What was refused may have been done after all.
  const waits = told
    .filter(({ key }) => sent.has(key))
    .map(({ key, at }) => at - sent.get(key))
    .sort((one, other) => one - other);
  const expected = (sent.size * subscribers * followed) / size;
  if (waits.length !== expected) throw new Error(`${waits.length} of ${expected} changes were told.`);
  return {
    p50: waits[Math.floor(waits.length * 0.5)],
    p99: waits[Math.floor(waits.length * 0.99)],
    perSubscriber,
    told: waits.length,
    refused,
  };
}

async function makeKeys({ url, requests }, apiKey) {
  const { headers, method, path } = requests.read(1, apiKey);
  const mutation = `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret } }`;
  return Promise.all(
    Array.from({ length: connections / connectionsPerKey }, async (_, index) => {
      const variables = { input: { name: `Subscribers ${index}`, scopes: ['READ'] } };
      const request = { headers, method, path, body: JSON.stringify({ query: mutation, variables }) };
      return JSON.parse((await fetchUrl(url, request)).text).data.apiKeyCreate.secret;
    }),
  );
}

/** Opens the connections, several at a time, and notes in `told` what comes. */
async function subscribe({ url }, keys, told) {
  const sockets = [];
  for (let index = 0; index < connections; index += 10) {
    sockets.push(
      ...(await Promise.all(
        Array.from({ length: 10 }, (_, offset) =>
          connect(url, keys[(index + offset) % keys.length], index + offset, told),
        ),
      )),
    );
  }
  // A subscription is not acknowledged.
  await sleep(2_000);
  return sockets;
}

function connect(url, key, index, told) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const send = (message) => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`A connection was closed: ${code}`)));
    socket.on('open', () => send({ type: 'connection_init', payload: { Authorization: `Bearer ${key}` } }));
    socket.on('message', (data) => {
      const at = performance.now();
      const { type, payload } = JSON.parse(data);
      if (type === 'ping') send({ type: 'pong' });
      else if (type === 'next') told.push({ key: keyOf(payload.data.deliveryServerChanged), at });
      else if (type === 'error') reject(new Error(JSON.stringify(payload)));
      else if (type === 'connection_ack') {
        for (let which = 0; which < subscribers / connections; which++)
          send({
            type: 'subscribe',
            id: `${which}`,
            payload: { query, variables: { ids: idsOf(index, which) } },
          });
        resolve(socket);
      }
    });
  });
}

/** Each server is followed by as many as any other. */
function idsOf(index, which) {
  const first = (index * (subscribers / connections) + which) * followed;
  return Array.from({ length: followed }, (_, offset) => `ds_${((first + offset) % size) + 1}`);
}

const keyOf = ({ deliveryServerId, version }) => `${deliveryServerId} ${version}`;

/** Asks for changes of server after server: when each was asked for, and how many the gateway refused. */
async function change({ url, requests }, apiKey, agent) {
  const sent = new Map();
  const answers = [];
  let refused = 0;
  const note = ({ data, errors }, at) => {
    if (errors) {
      refused += 1;
      return;
    }
    const { id, version } = data.deliveryServerUpdate.deliveryServer;
    sent.set(keyOf({ deliveryServerId: id, version }), at);
  };
  const begun = performance.now();
  for (let number = 0; number < changesPerSecond * seconds; number++) {
    await sleep(begun + (number * 1_000) / changesPerSecond - performance.now());
    const at = performance.now();
    const request = requests.update((number % size) + 1, apiKey, number + Math.round(begun));
    const answer = fetchUrl(url, request, agent).then(({ text }) => note(JSON.parse(text), at));
    // The end of the loop learns of a failure; until then it must not end the program.
    answer.catch(() => {});
    answers.push(answer);
  }
  await Promise.all(answers);
  return { sent, refused };
}
