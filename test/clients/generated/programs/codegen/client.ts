import type { CreateServerMutationVariables, TypedDocumentString } from './gql/graphql.js';
import { graphql } from './gql/index.js';
import { names, newServer, pageSize, post, present, print, prove, refusedServer, type Same } from './job.js';

const createServer = graphql(`
  mutation CreateServer($input: DeliveryServerCreateInput!) {
    deliveryServerCreate(input: $input) {
      deliveryServer { id name smtp { host port } domains { linkTracking enforcedFrom } createdAt }
      userErrors { field code message }
    }
  }
`);
const readServer = graphql(`
  query ReadServer($id: ID!) {
    deliveryServer(id: $id) {
      id name smtp { host port } domains { linkTracking enforcedFrom } createdAt
    }
  }
`);
const listServers = graphql(`
  query ListServers($first: Int!, $after: String) {
    deliveryServers(first: $first, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }
  }
`);

async function execute<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const { data, errors } = await post(document.toString(), variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const create = async (input: CreateServerMutationVariables['input']) =>
  (await execute(createServer, { input })).deliveryServerCreate;

const created = [];
for (const name of names) created.push(present((await create(newServer(name))).deliveryServer));
const first = present(created[0]);
const read = present((await execute(readServer, { id: first.id })).deliveryServer);

const listPage = async (after: string | null) =>
  (await execute(listServers, { first: pageSize, after })).deliveryServers;
const pages: string[][] = [];
let after: string | null = null;
do {
  const { nodes, pageInfo } = await listPage(after);
  pages.push(nodes.map(({ name }) => name));
  after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
} while (after !== null);

const { userErrors } = await create(refusedServer());

type Input = CreateServerMutationVariables['input'];
prove<
  [
    Same<typeof read.createdAt, string>,
    Same<typeof read.smtp.port, number>,
    Same<typeof read.domains.linkTracking, string>,
    Same<typeof read.domains.enforcedFrom, string | null>,
    Same<Input['smtp']['port'], number>,
    Same<Input['domains']['openTracking'], string>,
    Same<Input['domains']['enforcedFrom'], string | null | undefined>,
  ]
>();
print({ created: first, read, pages, refusals: userErrors.map(({ field, code }) => ({ field, code })) });
