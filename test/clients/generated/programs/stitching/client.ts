import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { newServer } from './job.js';
import { stitchedSchema } from './stitched-schema.js';

// biome-ignore lint/suspicious/noExplicitAny: its types are not what is tried here
type Any = any;

const schema = await stitchedSchema();
const events = (await subscribe({
  schema,
  document: parse('subscription { deliveryServerChanged { kind deliveryServer { name } } }'),
})) as AsyncIterable<ExecutionResult>;
const heard = events[Symbol.asyncIterator]().next();

const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { code field } }
}`;
const made = await graphql({ schema, source: create, variableValues: { input: newServer('Stitched') } });
const refused = await graphql({ schema, source: create, variableValues: { input: newServer('') } });
const source = `query ($id: ID!) { again: deliveryServer(id: $id) { ...Named smtp { port security } } }
  fragment Named on DeliveryServer { title: name }`;
const { id } = (made.data as Any).deliveryServerCreate.deliveryServer;
const read = await graphql({ schema, source, variableValues: { id } });
const failed = await graphql({ schema, source: '{ deliveryServers(first: 1000) { nodes { id } } }' });
process.stdout.write(
  JSON.stringify({
    refused: (refused.data as Any).deliveryServerCreate.userErrors,
    read: read.data,
    failed: failed.errors?.map(({ extensions }) => extensions.code),
    heard: (await heard).value.data,
  }),
);
process.exit(0);
