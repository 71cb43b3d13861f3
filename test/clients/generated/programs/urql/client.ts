import { createRequest } from '@urql/core';
import {
  assignChannel,
  changesOfChannels,
  createGroup,
  createServer,
  groupAssignments,
  inputs,
  listServers,
  renameServer,
  report,
  serverEvents,
  serverInOtherPart,
  serverInPart,
} from './cached.js';
import { client, socket } from './urql-client.js';

// biome-ignore lint/suspicious/noExplicitAny: its types are not what is tried here
type Any = any;

async function query(text: string, variables: object, requestPolicy?: 'cache-only'): Promise<Any> {
  const { data, error } = await client.query(text, variables, requestPolicy ? { requestPolicy } : {});
  if (error) throw error;
  return data;
}

async function mutate(text: string, input: object): Promise<Any> {
  const { data, error } = await client.mutation(text, { input });
  if (error) throw error;
  return data;
}

const heard = new Promise<string>((resolve) => {
  client.executeSubscription<Any>(createRequest(serverEvents, {})).subscribe(({ data }) => {
    if (data) resolve(data.deliveryServerChanged.kind);
  });
});

const ids: string[] = [];
for (const input of inputs)
  ids.push((await mutate(createServer, input)).deliveryServerCreate.deliveryServer.id);
const variables = { id: ids[0] };
await query(serverInPart, variables);
await query(serverInOtherPart, variables);
const kept = await query(serverInPart, variables, 'cache-only');

const pages: string[][] = [];
let after: string | undefined;
do {
  const { deliveryServers } = await query(listServers, after === undefined ? {} : { after });
  pages.push(deliveryServers.edges.map(({ node }: Any) => node.name));
  after = deliveryServers.pageInfo.hasNextPage ? deliveryServers.pageInfo.endCursor : undefined;
} while (after !== undefined);

const group = { id: (await mutate(createGroup, { name: 'Cached' })).userGroupCreate.userGroup.id };
await query(groupAssignments, group);
const assigned: number[] = [];
for (const input of changesOfChannels(group.id, ids[0] ?? '')) {
  await mutate(assignChannel, input);
  assigned.push((await query(groupAssignments, group, 'cache-only')).userGroup.assignments.length);
}

await mutate(renameServer, { id: ids[0], name: 'Renamed' });
const renamed = (await query(serverInPart, variables, 'cache-only'))?.deliveryServer.name;
report({ kept, pages, assigned, renamed, heard: await heard });
await socket.dispose();
