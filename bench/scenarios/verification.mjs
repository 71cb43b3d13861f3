import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway } from '../contenders/contenders.mjs';
import { startProcess } from '../contenders/start-process.mjs';
import { exchange, fetchUrl, lastingConnections } from '../load/exchange.mjs';
import { meanwhile } from '../measurements/meanwhile.mjs';

const readers = 4;
const readSeconds = 5;
/** As many as one request may name. */
const idsAtOnce = 100;

const usual = { servers: 200, dnsMilliseconds: 50, zone: 'usual' };
export const hostile = { servers: 50, dnsMilliseconds: 100, zone: 'hostile' };

/**
 * Servers that are verified at once, with a resolver that takes its time: how long that takes, and how small reads fare
 * before and meanwhile. The resolver is a process of its own, so that the times of the reads hold none of its.
 */
export async function measureVerification(bench, { servers, dnsMilliseconds, zone } = usual) {
  const { database, options, secretsKey, apiKey: key, directory, started, report } = bench;
  report(`${servers} servers verified at once`);
  const dns = await startProcess({
    command: process.execPath,
    args: [join(import.meta.dirname, '..', 'load', 'resolver.mjs'), zone, String(dnsMilliseconds)],
    env: {},
    output: join(directory, 'resolver.log'),
  });
  const stopDns = started.add(dns.stop);
  const gateway = await startGateway(
    {
      DATABASE_URL: await database.empty(`bench_verification_${servers}`),
      SECRETS_KEY: secretsKey,
      ADMIN_API_KEY: key,
      DNS_RESOLVERS: new URL(dns.url).host,
      VERIFY_RATE_LIMIT: '0',
    },
    join(directory, 'verification.log'),
  );
  const stopGateway = started.add(gateway.stop);
  const client = { gateway, key, agent: lastingConnections() };
  try {
    const ids = [];
    for (let index = 0; index < servers; index++) ids.push(await createServer(client, index));
    await readsDuring(client, pause);
    const rounds = [];
    for (let round = 0; round < options.rounds; round++) rounds.push(await verifyOnce(client, ids));
    return rounds;
  } finally {
    client.agent.destroy();
    await stopGateway();
    await stopDns();
  }
}

async function verifyOnce(client, ids) {
  const before = await readsDuring(client, pause);
  const during = await readsDuring(client, async () => {
    const begun = performance.now();
    await verifyAll(client, ids);
    return (performance.now() - begun) / 1_000;
  });
  return {
    seconds: during.result,
    p99Before: p99(before.times),
    p99Meanwhile: p99(during.times),
    slowdown: p99(during.times) / p99(before.times),
    megabytes: await residentMegabytes(client.gateway),
  };
}

function requestOf({ key }, query, variables) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query, variables }) };
}

async function graphql(client, query, variables) {
  const { data, errors } = JSON.parse(
    (await fetchUrl(client.gateway.url, requestOf(client, query, variables), client.agent)).text,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function createServer(client, index) {
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
    client,
    'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { message } } }',
    { input },
  );
  if (!deliveryServerCreate.deliveryServer) throw new Error(JSON.stringify(deliveryServerCreate.userErrors));
  return deliveryServerCreate.deliveryServer.id;
}

async function verifyAll(client, ids) {
  const parts = [];
  for (let start = 0; start < ids.length; start += idsAtOnce) parts.push(ids.slice(start, start + idsAtOnce));
  await Promise.all(parts.map((part) => verifyPart(client, part)));
}

async function verifyPart(client, ids) {
  const { deliveryServersVerify } = await graphql(
    client,
    'mutation ($input: DeliveryServersVerifyInput!) { deliveryServersVerify(input: $input) { runs { id } userErrors { message } } }',
    { input: { ids } },
  );
  const runIds = deliveryServersVerify.runs.map(({ id }) => id);
  if (runIds.length !== ids.length)
    throw new Error(`${runIds.length} of ${ids.length}: ${JSON.stringify(deliveryServersVerify.userErrors)}`);
  for (;;) {
    const { nodes } = await graphql(
      client,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on VerificationRun { status } } }',
      { ids: runIds },
    );
    if (nodes.every(({ status }) => status === 'DONE')) return;
    await sleep(200);
  }
}

const pause = () => sleep(readSeconds * 1_000);

function readsDuring(client, work) {
  const request = requestOf(client, '{ deliveryServer(id: "ds_1") { id name } }');
  const send = () => exchange(client.gateway.url, request, { agent: client.agent });
  return meanwhile({ send, pauseMilliseconds: 2, clients: readers }, work);
}

function p99(times) {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)];
}

async function residentMegabytes({ pid }) {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
