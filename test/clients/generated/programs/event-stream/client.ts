import { client, openEventSource } from './event-stream.js';
import { newServer, post } from './job.js';

const query = `subscription ($ids: [ID!]) {
  deliveryServerChanged(ids: $ids) { kind deliveryServer { name } }
}`;

/** What each client hears first. A server is created again and again, until both have heard of one. */
const heard = Promise.all([
  new Promise((resolve, reject) => {
    const sink = { next: resolve, error: reject, complete: () => {} };
    client.subscribe({ query, variables: { ids: null } }, sink);
  }),
  new Promise((resolve) => {
    const source = openEventSource(query, { ids: null }, (result) => {
      source.close();
      resolve(result);
    });
  }),
]);
let isHeard = false;
heard.then(
  () => {
    isHeard = true;
  },
  () => {},
);
const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { userErrors { code } }
}`;
while (!isHeard) {
  await post(create, { input: newServer('Streamed') });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
process.stdout.write(JSON.stringify(await heard));
client.dispose();
