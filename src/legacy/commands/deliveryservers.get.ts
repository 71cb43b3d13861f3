import type { Command } from '../command.js';
import { deliveryServerAnswer, deliveryServerFields } from './delivery-server-answer.js';

export const getDeliveryServers: Command = {
  name: 'deliveryservers.get',
  operation: `
    query ($first: Int!, $after: String) {
      deliveryServers(first: $first, after: $after) {
        nodes { ${deliveryServerFields} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
  // Pages of 100 cost a quarter more, pages of 2,000 three times the memory.
  variables: { first: 500 },
  parameters: [],
  errors: { 2: 'No delivery servers found' },
  errorShape: 'code',
  list: {
    connection: 'deliveryServers',
    key: 'DeliveryServers',
    entry: (server) => [
      String(server.legacyId),
      { DeliveryServerID: String(server.legacyId), ...deliveryServerAnswer(server) },
    ],
    none: 2,
  },
};
