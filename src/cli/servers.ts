import type { Gateway } from './gateway.js';
import type { Output } from './output.js';
import { type Connection, readList } from './read-list.js';
import { tableText } from './table-text.js';

interface Server {
  id: string;
  name: string;
  smtp: { host: string; port: number; security: string };
  verification: { status: string };
  isAllocated: boolean;
}

/** All servers by name, or so many of them. */
export async function listServers(gateway: Gateway, first: number | null): Promise<Output> {
  const servers = await readList(async (page) => {
    const { deliveryServers } = await gateway.execute<{ deliveryServers: Connection<Server> }>(
      `query CliServersList($first: Int!, $after: String) {
        deliveryServers(first: $first, after: $after) {
          nodes { id name smtp { host port security } verification { status } isAllocated }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      page,
    );
    return deliveryServers;
  }, first);
  const headings = ['ID', 'NAME', 'HOST', 'PORT', 'SECURITY', 'CHECKS', 'ALLOCATED'];
  const rows = servers.map(({ id, name, smtp, verification, isAllocated }) => [
    id,
    name,
    smtp.host,
    String(smtp.port),
    smtp.security,
    verification.status,
    isAllocated ? 'yes' : 'no',
  ]);
  return { text: tableText(headings, rows), json: servers };
}
