import {
  commitMutation,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import serverFragment, {
  type operations_server$data,
  type operations_server$key,
} from './__generated__/operations_server.graphql';
import createMutation, {
  type operationsCreateMutation,
} from './__generated__/operationsCreateMutation.graphql';
import listQuery, { type operationsListQuery } from './__generated__/operationsListQuery.graphql';
import readQuery, { type operationsReadQuery } from './__generated__/operationsReadQuery.graphql';
import { names, newServer, pageSize, post, present, print, prove, refusedServer, type Same } from './job';

const environment = new Environment({
  network: Network.create(
    ({ text }, variables) => post(present(text), variables) as Promise<GraphQLResponse>,
  ),
  store: new Store(new RecordSource()),
});

/** What `useFragment` does. */
function readFragment(key: operations_server$key): operations_server$data {
  const selector = getSingularSelector(serverFragment, key);
  return environment.lookup(present(selector)).data as unknown as operations_server$data;
}

type Input = operationsCreateMutation['variables']['input'];

function create(input: Input): Promise<operationsCreateMutation['response']['deliveryServerCreate']> {
  return new Promise((onCreated, onError) => {
    commitMutation<operationsCreateMutation>(environment, {
      mutation: createMutation,
      variables: { input },
      onCompleted: ({ deliveryServerCreate }) => onCreated(deliveryServerCreate),
      onError,
    });
  });
}

/** All of the list that is in the store, which each page is added to. */
async function listUpTo(after: string | null) {
  const variables = { first: pageSize, after };
  const answer = await fetchQuery<operationsListQuery>(environment, listQuery, variables).toPromise();
  return present(answer).deliveryServers;
}

async function listPages(): Promise<string[][]> {
  const pages: string[][] = [];
  let seen = 0;
  let after: string | null = null;
  do {
    const { edges, pageInfo } = await listUpTo(after);
    pages.push(edges.slice(seen).map(({ node }) => node.name));
    seen = edges.length;
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  return pages;
}

async function main() {
  const created = [];
  for (const name of names)
    created.push(readFragment(present((await create(newServer(name))).deliveryServer)));
  const first = present(created[0]);
  const answer = await fetchQuery<operationsReadQuery>(environment, readQuery, { id: first.id }).toPromise();
  const read = readFragment(present(present(answer).node));
  const { userErrors } = await create(refusedServer());

  prove<
    [
      Same<typeof read.createdAt, string>,
      Same<typeof read.smtp.port, number>,
      Same<typeof read.domains.linkTracking, string>,
      Same<typeof read.domains.enforcedFrom, string | null | undefined>,
      Same<Input['smtp']['port'], number>,
      Same<Input['domains']['openTracking'], string>,
      Same<Input['domains']['enforcedFrom'], string | null | undefined>,
    ]
  >();
  print({
    created: first,
    read,
    pages: await listPages(),
    refusals: userErrors.map(({ field, code }) => ({ field, code })),
  });
}

main();
