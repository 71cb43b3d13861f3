// GraphQL Yoga, and with `--jit` its graphql-jit plugin.
import { createServer } from 'node:http';
import { useGraphQlJit } from '@envelop/graphql-jit';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { announce } from './announce.mjs';
import { bearerKey, createKeyCheck } from './api-key.mjs';
import { createAssignmentLoader } from './assignment-loader.mjs';
import { createDeliveryServers } from './delivery-servers.mjs';
import { execute } from './pool.mjs';
import { createRootFields } from './root-fields.mjs';
import { typeDefs } from './schema.mjs';

const isKnownKey = createKeyCheck(execute);
const deliveryServers = createDeliveryServers(execute);
const fields = createRootFields(deliveryServers);

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: {
        deliveryServer: (_, args) => fields.deliveryServer(args),
        deliveryServers: (_, args) => fields.deliveryServers(args),
      },
      Mutation: { deliveryServerUpdate: (_, args) => fields.deliveryServerUpdate(args) },
      DeliveryServer: {
        assignments: ({ legacyId }, _, { loader }) => loader.load(legacyId),
        isAllocated: async ({ legacyId }, _, { loader }) => (await loader.load(legacyId)).length > 0,
      },
    },
  }),
  async context({ request }) {
    if (!(await isKnownKey(bearerKey(request.headers.get('authorization'))))) {
      throw new GraphQLError('The API key is not valid.', { extensions: { http: { status: 401 } } });
    }
    return { loader: createAssignmentLoader(deliveryServers) };
  },
  plugins: process.argv.includes('--jit') ? [useGraphQlJit()] : [],
  graphiql: false,
  logging: false,
});

const server = createServer(yoga).listen(0, '127.0.0.1', () => announce(server));
