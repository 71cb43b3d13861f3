import type { Gateway } from '../gateway/gateway.js';
import { type Connection, readPages } from '../gateway/read-pages.js';

/** A server as it is now: its settings, and what a change has to know of it. */
export interface StateServer {
  id: string;
  version: number;
  name: string;
  smtp: { hasPassword: boolean };
  pause: { reason: string | null; until: string | null } | null;
}

export interface StateGroup {
  id: string;
  version: number;
  name: string;
  assignments: { channel: string; deliveryServer: { id: string } }[];
}

/** What a gateway has, by row number. */
export interface GatewayState {
  servers: StateServer[];
  groups: StateGroup[];
}

const serverSelection = `id version name
  smtp { host port security timeoutSeconds authRequired username hasPassword }
  domains { linkTracking openTracking mailFrom enforcedFrom useSenderInfoAsMailFrom useSenderInfoAsFrom }
  senderRotation { enabled settings }
  expectations { sendingAddresses dkim { selector domain publicKey } spfInclude senderTarget linkTarget openTarget }
  verifyEvery tags pause { reason until }`;
const groupSelection = 'id version name assignments { channel deliveryServer { id } }';

/** By what never changes, so that nothing is missed that is renamed meanwhile. */
const orders = { deliveryServers: 'LEGACY_ID', userGroups: 'CREATED_AT' };

/** Reads everything. What changes meanwhile is found when the change is made, by its version. */
export async function readState(gateway: Gateway): Promise<GatewayState> {
  return {
    servers: await readAll<StateServer>(gateway, 'deliveryServers', serverSelection),
    groups: await readAll<StateGroup>(gateway, 'userGroups', groupSelection),
  };
}

async function readAll<Item>(
  gateway: Gateway,
  field: keyof typeof orders,
  selection: string,
): Promise<Item[]> {
  const query = `query CliConfiguration($first: Int!, $after: String) {
    ${field}(first: $first, after: $after, orderBy: { field: ${orders[field]}, direction: ASC }) {
      nodes { ${selection} } pageInfo { hasNextPage endCursor }
    }
  }`;
  const all: Item[] = [];
  const pages = readPages<Item>(async (page) => {
    const data = await gateway.execute<Record<string, Connection<Item>>>(query, page);
    return data[field] as Connection<Item>;
  });
  for await (const items of pages) all.push(...items);
  return all;
}
