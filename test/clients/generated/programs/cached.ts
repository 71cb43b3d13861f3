import { newServer } from './job.js';

/** What clients with a normalised cache are asked to do. Each part of a server is selected twice, in two parts. */
export const createServer = `
  mutation CreateServer($input: DeliveryServerCreateInput!) {
    deliveryServerCreate(input: $input) { deliveryServer { id name } userErrors { field code message } }
  }
`;
export const renameServer = `
  mutation RenameServer($input: DeliveryServerUpdateInput!) {
    deliveryServerUpdate(input: $input) { deliveryServer { id name } userErrors { field code message } }
  }
`;
export const createGroup = `
  mutation CreateGroup($input: UserGroupCreateInput!) {
    userGroupCreate(input: $input) { userGroup { id } userErrors { field code message } }
  }
`;
export const assignChannel = `
  mutation AssignChannel($input: ChannelAssignmentSetInput!) {
    channelAssignmentSet(input: $input) {
      userGroup { id assignments { channel deliveryServer { id assignments { channels userGroup { id } } } } }
      userErrors { field code message }
    }
  }
`;
export const serverInPart = `
  query ServerInPart($id: ID!) {
    deliveryServer(id: $id) {
      id
      name
      smtp { host }
      domains { linkTracking }
      senderRotation { enabled }
      verification { status checks { kind status } }
      assignments { channels userGroup { id } }
    }
    viewer { kind }
  }
`;
export const serverInOtherPart = `
  query ServerInOtherPart($id: ID!) {
    deliveryServer(id: $id) {
      id
      smtp { port }
      domains { mailFrom }
      senderRotation { settings }
      verification { lastCheckedAt }
      assignments { channels userGroup { id } }
    }
    viewer { name }
    legacyUsage { command uses }
  }
`;
export const groupAssignments = `
  query GroupAssignments($id: ID!) {
    userGroup(id: $id) { id assignments { channel deliveryServer { id } } }
  }
`;
export const listServers = `
  query ListServers($after: String) {
    deliveryServers(first: 2, after: $after) {
      edges { cursor node { id name } }
      pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
      totalCount
    }
  }
`;
export const serverEvents = `
  subscription ServerEvents {
    deliveryServerChanged { id kind deliveryServer { id smtp { host } } }
  }
`;

export const names = ['Cached A', 'Cached B', 'Cached C'];
export const inputs = names.map(newServer);

/** The input of each change: two channels get a server, and lose it again. */
export const changesOfChannels = (userGroupId: string, deliveryServerId: string) =>
  [deliveryServerId, null].flatMap((server) =>
    ['MARKETING', 'TRANSACTIONAL'].map((channel) => ({ userGroupId, channel, deliveryServerId: server })),
  );

export interface CacheReport {
  /** What was selected first, read from the cache after the other part has come. */
  kept: unknown;
  /** The names of the list after each page. */
  pages: string[][];
  /** How many channels the group has after each change of them, read from the cache. */
  assigned: number[];
  /** A name after a mutation, read from the cache. */
  renamed: string;
  /** The kind of an event. */
  heard: string;
  /** What the client printed as warnings and errors. */
  warnings: string[];
}

const warnings: string[] = [];
console.warn = (...parts: unknown[]) => warnings.push(parts.join(' '));
console.error = console.warn;

export function report(facts: Omit<CacheReport, 'warnings'>): void {
  process.stdout.write(JSON.stringify({ ...facts, warnings }));
}
