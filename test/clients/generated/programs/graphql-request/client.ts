import { client, getClient } from './graphql-request.js';
import { newServer } from './job.js';

const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { code } }
}`;
const read = 'query Read($id: ID!) { deliveryServer(id: $id) { name } }';

// biome-ignore lint/suspicious/noExplicitAny: its types are not what is tried here
const { deliveryServerCreate } = await getClient.request<any>(create, { input: newServer('Requested') });
const variables = { id: deliveryServerCreate.deliveryServer.id };
const answers = [
  await client.request(read, variables),
  await getClient.request(read, variables),
  await getClient.request('{ viewer { kind } }'),
];
process.stdout.write(JSON.stringify(answers));
