import { createClient, type DeliveryServerCreateInput, type Scalars } from './genql';
import {
  endpoint,
  headers,
  names,
  newServer,
  pageSize,
  present,
  print,
  prove,
  refusedServer,
  type Same,
} from './job';

const client = createClient({ url: endpoint, headers });

const serverFields = {
  id: true,
  name: true,
  smtp: { host: true, port: true },
  domains: { linkTracking: true, enforcedFrom: true },
  createdAt: true,
} as const;

async function create(input: DeliveryServerCreateInput) {
  const { deliveryServerCreate } = await client.mutation({
    deliveryServerCreate: {
      __args: { input },
      deliveryServer: serverFields,
      userErrors: { field: true, code: true, message: true },
    },
  });
  return deliveryServerCreate;
}

async function listPage(after: string | null) {
  const { deliveryServers } = await client.query({
    deliveryServers: {
      __args: { first: pageSize, after },
      nodes: { name: true },
      pageInfo: { hasNextPage: true, endCursor: true },
    },
  });
  return deliveryServers;
}

async function listPages(): Promise<string[][]> {
  const pages: string[][] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await listPage(after);
    pages.push(nodes.map(({ name }) => name));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return pages;
}

async function main() {
  const created = [];
  for (const name of names) created.push(present((await create(newServer(name))).deliveryServer));
  const first = present(created[0]);
  const { deliveryServer } = await client.query({
    deliveryServer: { __args: { id: first.id }, ...serverFields },
  });
  const read = present(deliveryServer);
  const { userErrors } = await create(refusedServer());

  prove<
    [
      Same<typeof read.createdAt, string>,
      Same<typeof read.smtp.port, number>,
      Same<typeof read.domains.linkTracking, string>,
      Same<typeof read.domains.enforcedFrom, string | null>,
      Same<DeliveryServerCreateInput['smtp']['port'], number>,
      Same<DeliveryServerCreateInput['domains']['openTracking'], string>,
      Same<Scalars[keyof Scalars], string | number | boolean>,
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
