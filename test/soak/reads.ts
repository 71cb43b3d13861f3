import type { Client } from './client.js';
import type { Ledger } from './ledger.js';

const pageFields = `nodes {
    id name version state smtp { host port security username hasPassword } domains { linkTracking openTracking mailFrom }
    verification { status lastCheckedAt } isAllocated assignments { userGroup { id name } channels }
  } pageInfo { hasNextPage endCursor }`;
const byId = `query ($id: ID!) {
  deliveryServer(id: $id) { id name version tags smtp { host port security timeoutSeconds username hasPassword } createdAt updatedAt }
}`;
const page = `query ($after: String) {
  deliveryServers(first: 20, after: $after, orderBy: { field: NAME, direction: ASC }) { ${pageFields} }
}`;
const filtered = `query ($search: String!) {
  deliveryServers(first: 20, search: $search, filter: { state: ENABLED, security: [STARTTLS] }) { nodes { id name } totalCount }
}`;
const groups =
  'query ($after: String) { userGroups(first: 20, after: $after) { nodes { id name assignments { channel } } pageInfo { endCursor } } }';

/** What users look at. */
export class Reads {
  private pageCursor: string | null = null;

  constructor(
    private readonly client: Client,
    private readonly servers: Ledger,
  ) {}

  async server(): Promise<void> {
    await this.client.graphql('read', byId, { id: this.servers.anyId() });
  }

  /** One page after the other, and from the end back to the beginning. */
  async page(): Promise<void> {
    const { outcome, body } = await this.client.graphql('page', page, { after: this.pageCursor });
    if (outcome !== 'DONE') return;
    const { hasNextPage, endCursor } = body.data.deliveryServers.pageInfo;
    this.pageCursor = hasNextPage ? endCursor : null;
  }

  async search(): Promise<void> {
    const search = `${Math.floor(Math.random() * 100)}`;
    await this.client.graphql('search', filtered, { search });
  }

  async groups(): Promise<void> {
    await this.client.graphql('groups', groups, { after: null });
  }

  async legacyList(): Promise<void> {
    const part = { OrderField: 'Name', OrderType: 'ASC', RecordsFrom: 0, RecordsPerRequest: 50 };
    await this.client.legacy('legacy list', { Command: 'deliveryservers.get', ...part });
  }
}
