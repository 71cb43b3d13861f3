import { columnsOfSchema, cursorOf, rowIdOf, settingsProblems, updateProblems } from './delivery-servers.mjs';
import { deliveryServerFrom, fullServerFrom } from './schema.mjs';

/** The root fields of the peers with GraphQL, as functions of their arguments. */
export function createRootFields(deliveryServers) {
  return {
    async deliveryServer({ id }) {
      const row = await deliveryServers.find(rowIdOf(id), columnsOfSchema);
      return row && deliveryServerFrom(row);
    },

    /** 50 servers from a cursor on with all that is shown of them, or the first ones. */
    async deliveryServers({ first, after }) {
      if (after) {
        const { rows, hasNextPage } = await deliveryServers.fullPage(after);
        const endCursor = rows.length > 0 ? cursorOf(rows.at(-1)) : null;
        return { nodes: rows.map(fullServerFrom), pageInfo: { hasNextPage, endCursor } };
      }
      const { rows, hasNextPage } = await deliveryServers.firstPage(first, columnsOfSchema);
      return { nodes: rows.map(deliveryServerFrom), pageInfo: { hasNextPage } };
    },

    async deliveryServerUpdate({ input: { id, ...settings } }) {
      const { name, smtp } = settings;
      if (name) {
        const problems = settingsProblems(settings);
        if (problems.length > 0) return { deliveryServer: null, userErrors: problems };
        const version = await deliveryServers.updateAll(rowIdOf(id), settings);
        return { deliveryServer: { id, version }, userErrors: [] };
      }
      const problems = updateProblems(smtp);
      if (problems.length > 0) return { deliveryServer: null, userErrors: problems };
      const version = await deliveryServers.update(rowIdOf(id), smtp);
      return { deliveryServer: { id, version }, userErrors: [] };
    },
  };
}
