// Mercurius on Fastify, compiling documents. It looks ahead: a page is two statements, and nothing is loaded server by server.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { announce } from './announce.mjs';
import { bearerKey, createKeyCheck } from './api-key.mjs';
import { createDeliveryServers } from './delivery-servers.mjs';
import { execute } from './pool.mjs';
import { createRootFields } from './root-fields.mjs';
import { typeDefs } from './schema.mjs';

const isKnownKey = createKeyCheck(execute);
const deliveryServers = createDeliveryServers(execute);
const fields = createRootFields(deliveryServers);
const app = Fastify();

app.addHook('onRequest', async (request, reply) => {
  if (await isKnownKey(bearerKey(request.headers.authorization))) return;
  return reply.code(401).send({ error: 'The API key is not valid.' });
});

app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    Query: {
      deliveryServer: (_, args) => fields.deliveryServer(args),
      async deliveryServers(_, args, __, info) {
        const page = await fields.deliveryServers(args);
        return asksForAssignments(info) ? withAssignments(page) : page;
      },
    },
    Mutation: { deliveryServerUpdate: (_, args) => fields.deliveryServerUpdate(args) },
  },
  jit: 1,
});

const selected = (node, name) =>
  node.selectionSet.selections.find((selection) => selection.name?.value === name);

/** Every document that is sent here names the field without fragments. */
function asksForAssignments({ fieldNodes: [node] }) {
  const nodes = selected(node, 'nodes');
  return Boolean(nodes && (selected(nodes, 'assignments') || selected(nodes, 'isAllocated')));
}

async function withAssignments(page) {
  const found = await deliveryServers.assignments(page.nodes.map(({ legacyId }) => legacyId));
  for (const server of page.nodes) {
    server.assignments = found.get(server.legacyId);
    server.isAllocated = server.assignments.length > 0;
  }
  return page;
}

await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server);
