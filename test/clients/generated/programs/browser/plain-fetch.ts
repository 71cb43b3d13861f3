import { endpoint, headers, newServer } from './job.js';

// A page that has no client but `fetch`.
const address = process.env.GATEWAY_URL;
const key = process.env.GATEWAY_API_KEY ?? '';
const json = { 'content-type': 'application/json' };

async function ask(url: string, init: RequestInit) {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const operation = (query: string, more: object = {}, sent: Record<string, string> = headers) =>
  ask(endpoint, {
    method: 'POST',
    headers: { ...json, ...sent },
    body: JSON.stringify({ query, ...more }),
  });

const query = await operation('{ viewer { kind } }', {}, { ...headers, 'graphql-cost': 'true' });

const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { deliveryServer { name } userErrors { code } }
}`;
const mutation = await operation(create, { variables: { input: newServer('Fetched') } });

const signIn = 'mutation { signIn(input: { username: "nobody", password: "wrong" }) { sessionToken } }';
let shutOut = await operation(signIn, {}, {});
while (shutOut.status !== 429) shutOut = await operation(signIn, {}, {});

const parameters = { Command: 'DeliveryServers.Get', APIKey: key };
const form = await ask(`${address}/api.php`, { method: 'POST', body: new URLSearchParams(parameters) });
const legacyServer = {
  Command: 'DeliveryServer.Create',
  DeliveryServerName: 'Made once',
  SendMethodSMTPHost: 'smtp.example.com',
  SendMethodSMTPPort: 587,
  SendMethodSMTPSecure: 'tls',
  SendMethodSMTPTimeout: 30,
  SendMethodSMTPAuth: false,
  DomainSettings_LinkTracking: 'track.example.com',
  DomainSettings_OpenTracking: 'open.example.com',
  DomainSettings_MFrom: 'bounce.example.com',
};
const legacyJson = (idempotencyKey: string) =>
  ask(`${address}/api.php`, {
    method: 'POST',
    headers: { ...json, 'idempotency-key': idempotencyKey },
    body: JSON.stringify({ ...legacyServer, APIKey: key }),
  });
const once = await legacyJson('of-the-page');
const again = await legacyJson('of-the-page');

process.stdout.write(
  JSON.stringify({
    viewer: query.body.data.viewer,
    cost: typeof query.body.extensions.cost,
    readable: [
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'ratelimit-policy',
      'x-request-id',
    ].filter((name) => query.headers.has(name)),
    created: mutation.body.data.deliveryServerCreate.deliveryServer,
    waits: Number(shutOut.headers.get('retry-after')) > 0,
    listed: form.body.Success,
    isMadeOnce: once.body.Success && once.body.DeliveryServerID === again.body.DeliveryServerID,
  }),
);
