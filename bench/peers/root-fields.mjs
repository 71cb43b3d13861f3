import { columnsOfSchema, rowIdOf, updateProblems } from './delivery-servers.mjs';
import { deliveryServerFrom } from './schema.mjs';

/** The root fields of the peers with GraphQL, as functions of their arguments. */
export function createRootFields(deliveryServers) {
  return {
    async deliveryServer({ id }) {
      const row = await deliveryServers.find(rowIdOf(id), columnsOfSchema);
      return row && deliveryServerFrom(row);
    },

    async deliveryServers({ first }) {
      const { rows, hasNextPage } = await deliveryServers.firstPage(first, columnsOfSchema);
      return { nodes: rows.map(deliveryServerFrom), pageInfo: { hasNextPage } };
    },

    async deliveryServerUpdate({ input: { id, smtp } }) {
      const problems = updateProblems(smtp);
      if (problems.length > 0) return { deliveryServer: null, userErrors: problems };
      const version = await deliveryServers.update(rowIdOf(id), smtp);
      return { deliveryServer: { id, version }, userErrors: [] };
    },
  };
}
