import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { newServer, post } from './job.js';

// What an explorer on a page of its own does: it reads the schema and subscribes, with the credential that it is given.
const { data } = await post(getIntrospectionQuery(), {});
const schema = buildClientSchema(data);

const url = `${process.env.GATEWAY_URL?.replace('http', 'ws')}/graphql`;
const socket = createClient({
  url,
  connectionParams: { Authorization: `Bearer ${process.env.GATEWAY_API_KEY}` },
  retryAttempts: 0,
});
let isHeard = false;
const heard = new Promise((resolve, reject) => {
  const query = 'subscription { deliveryServerChanged { kind } }';
  socket.subscribe({ query }, { next: resolve, error: reject, complete: () => {} });
}).finally(() => {
  isHeard = true;
});
const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { userErrors { code } }
}`;
while (!isHeard) {
  await post(create, { input: newServer('Explored') });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
process.stdout.write(
  JSON.stringify({ subscription: schema.getSubscriptionType()?.name, heard: await heard }),
);
