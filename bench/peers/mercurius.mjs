// Mercurius on Fastify, compiling documents, with its own loaders.
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
      deliveryServers: (_, args) => fields.deliveryServers(args),
    },
    Mutation: { deliveryServerUpdate: (_, args) => fields.deliveryServerUpdate(args) },
  },
  loaders: {
    DeliveryServer: {
      async assignments(asked) {
        const ids = asked.map(({ obj }) => obj.legacyId);
        const found = await deliveryServers.assignments(ids);
        return ids.map((id) => found.get(id));
      },
    },
  },
  jit: 1,
});

await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server);
