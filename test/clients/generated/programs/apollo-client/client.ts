import { gql } from '@apollo/client';
import { client } from './apollo-client.js';
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

// biome-ignore lint/suspicious/noExplicitAny: its types are not what is tried here
type Any = any;

const heard = new Promise<string>((resolve, reject) => {
  client.subscribe<Any>({ query: gql(serverEvents) }).subscribe({
    next: ({ data }) => resolve(data.deliveryServerChanged.kind),
    error: reject,
  });
});

const ids: string[] = [];
for (const input of inputs) {
  const { data } = await client.mutate<Any>({ mutation: gql(createServer), variables: { input } });
  ids.push(data.deliveryServerCreate.deliveryServer.id);
}
const variables = { id: ids[0] };
await client.query({ query: gql(serverInPart), variables });
await client.query({ query: gql(serverInOtherPart), variables });
const kept = client.readQuery<Any>({ query: gql(serverInPart), variables });

const list = client.watchQuery<Any>({ query: gql(listServers) });
const pages: string[][] = [];
const namesNow = () =>
  (client.readQuery<Any>({ query: gql(listServers) })?.deliveryServers.edges ?? []).map(
    ({ node }: Any) => node.name,
  );
let { pageInfo } = (await client.query<Any>({ query: gql(listServers) })).data.deliveryServers;
pages.push(namesNow());
while (pageInfo.hasNextPage) {
  const { data } = await list.fetchMore({ variables: { after: pageInfo.endCursor } });
  pageInfo = data.deliveryServers.pageInfo;
  pages.push(namesNow());
}

const { data: made } = await client.mutate<Any>({
  mutation: gql(createGroup),
  variables: { input: { name: 'Cached' } },
});
const group = { id: made.userGroupCreate.userGroup.id };
await client.query({ query: gql(groupAssignments), variables: group });
const assigned: number[] = [];
for (const input of changesOfChannels(group.id, ids[0] ?? '')) {
  await client.mutate({ mutation: gql(assignChannel), variables: { input } });
  const cached = client.readQuery<Any>({ query: gql(groupAssignments), variables: group });
  assigned.push(cached.userGroup.assignments.length);
}

await client.mutate({
  mutation: gql(renameServer),
  variables: { input: { id: ids[0], name: 'Renamed' } },
});
const renamed = client.readQuery<Any>({ query: gql(serverInPart), variables })?.deliveryServer.name;
report({ kept, pages, assigned, renamed, heard: await heard });
process.exit(0);
