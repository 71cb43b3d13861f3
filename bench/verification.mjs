// `node bench/verification.mjs [hostile]`, after `npm run build`: 50 runs at once on the built gateway, with a resolver that
// answers after 100 ms. It tells how long they take, the p99 of small reads before and meanwhile, and the memory. With
// `hostile` every answer holds 64 KB. The resolver and the readers share this process, so p99 holds some of its time too.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import '@oxc-node/core/register';
import { startGateway } from './contenders/contenders.mjs';
import { exchange, fetchUrl, lastingConnections } from './load/exchange.mjs';

const { startDnsServer } = await import('../test/support/dns/dns-server.ts');

const runs = 50;
const rounds = 5;
const readers = 4;
const isHostile = process.argv[2] === 'hostile';

const strings = (text) => text.match(/.{1,255}/gs);
const hostile = (name) => [
  ['A', '192.0.2.1'],
  [
    'TXT',
    ...strings(
      `v=spf1 include:a.${name.slice(-200)} include:b.${name.slice(-200)} ${'ip4:192.0.2.1 '.repeat(4_000)}`,
    ),
  ],
];
const usual = (name) =>
  name.startsWith('_dmarc')
    ? [['TXT', 'v=DMARC1; p=reject']]
    : name.includes('_domainkey')
      ? [['TXT', 'v=DKIM1; k=ed25519; p=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=']]
      : [
          ['A', '192.0.2.1'],
          [
            'TXT',
            name.startsWith('spf') ? 'v=spf1 ip4:192.0.2.0/24 -all' : 'v=spf1 include:spf.vendor.test -all',
          ],
        ];

const directory = await mkdtemp(join(tmpdir(), 'bench-verification-'));
const dns = await startDnsServer(isHostile ? hostile : usual, { delayMilliseconds: 100 });
const key = randomBytes(24).toString('base64url');
const gateway = await startGateway(
  {
    DATA_DIR: join(directory, 'data'),
    ADMIN_API_KEY: key,
    DNS_RESOLVERS: dns.address,
    VERIFY_RATE_LIMIT: '0',
  },
  join(directory, 'gateway.log'),
);
const agent = lastingConnections();
try {
  const ids = [];
  for (let index = 0; index < runs; index++) ids.push(await createServer(index));
  await readsUntil(sleep(5_000));
  for (let round = 1; round <= rounds; round++) {
    const before = await readsUntil(sleep(5_000));
    const begun = performance.now();
    let seconds = 0;
    const during = await readsUntil(
      verifyAll(ids).then(() => {
        seconds = (performance.now() - begun) / 1_000;
      }),
    );
    const told = [before, during].map(p99).map((milliseconds) => milliseconds.toFixed(1));
    const ratio = (p99(during) / p99(before)).toFixed(2);
    console.log(
      `round ${round}: ${seconds.toFixed(1)} s, p99 of reads ${told.join(' and ')} ms (${ratio} ×, ${during.length} reads), ${await memory()}`,
    );
  }
} finally {
  agent.destroy();
  await gateway.stop();
  await dns.stop();
  await rm(directory, { recursive: true, force: true });
}

function requestOf(query, variables) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query, variables }) };
}

async function graphql(query, variables) {
  const { data, errors } = JSON.parse((await fetchUrl(gateway.url, requestOf(query, variables), agent)).text);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function createServer(index) {
  const domains = {
    mailFrom: `bounce${index}.shop.test`,
    linkTracking: `l${index}.shop.test`,
    openTracking: `o${index}.shop.test`,
  };
  const input = {
    name: `Server ${index}`,
    smtp: { host: 'smtp.shop.test', port: 587, security: 'STARTTLS', authRequired: false },
    domains: { ...domains, enforcedFrom: `news@shop${index}.test` },
    expectations: { sendingAddresses: ['192.0.2.1', '192.0.2.2'], dkim: [{ selector: 's1' }] },
  };
  const { deliveryServerCreate } = await graphql(
    'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { message } } }',
    { input },
  );
  if (!deliveryServerCreate.deliveryServer) throw new Error(JSON.stringify(deliveryServerCreate.userErrors));
  return deliveryServerCreate.deliveryServer.id;
}

async function verifyAll(ids) {
  const { deliveryServersVerify } = await graphql(
    'mutation ($input: DeliveryServersVerifyInput!) { deliveryServersVerify(input: $input) { runs { id } userErrors { message } } }',
    { input: { ids } },
  );
  const runIds = deliveryServersVerify.runs.map(({ id }) => id);
  for (;;) {
    const { nodes } = await graphql(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on VerificationRun { status } } }',
      { ids: runIds },
    );
    if (nodes.every(({ status }) => status === 'DONE')) return;
    await sleep(200);
  }
}

/** Small reads, one after the other for each reader, until something is over; the milliseconds of each. */
async function readsUntil(over) {
  let isOver = false;
  const times = [];
  const read = async () => {
    while (!isOver) {
      const { total } = await exchange(gateway.url, requestOf('{ deliveryServer(id: "ds_1") { id name } }'), {
        agent,
      });
      times.push(total);
      await sleep(2);
    }
  };
  const reading = Array.from({ length: readers }, read);
  await over;
  isOver = true;
  await Promise.all(reading);
  return times;
}

function p99(times) {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)];
}

async function memory() {
  const status = await readFile(`/proc/${gateway.pid}/status`, 'utf8');
  const megabytes = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024);
  return `${megabytes('VmRSS')} MB now, ${megabytes('VmHWM')} MB at most`;
}
