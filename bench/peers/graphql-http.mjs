// graphql-http, the reference implementation of GraphQL over HTTP, on node:http.
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { announce } from './announce.mjs';
import { bearerKey, createKeyCheck } from './api-key.mjs';
import { createAssignmentLoader } from './assignment-loader.mjs';
import { createDeliveryServers } from './delivery-servers.mjs';
import { execute } from './pool.mjs';
import { createRootFields } from './root-fields.mjs';
import { typeDefs } from './schema.mjs';

const isKnownKey = createKeyCheck(execute);
const deliveryServers = createDeliveryServers(execute);
const schema = buildSchema(typeDefs);
const { assignments, isAllocated } = schema.getType('DeliveryServer').getFields();
assignments.resolve = ({ legacyId }, _, { loader }) => loader.load(legacyId);
isAllocated.resolve = async ({ legacyId }, _, { loader }) => (await loader.load(legacyId)).length > 0;

const handler = createHandler({
  schema,
  rootValue: createRootFields(deliveryServers),
  async context(request) {
    if (!(await isKnownKey(bearerKey(request.headers.authorization)))) {
      return [null, { status: 401, statusText: 'Unauthorized' }];
    }
    return { loader: createAssignmentLoader(deliveryServers) };
  },
});

const server = createServer(handler).listen(0, '127.0.0.1', () => announce(server));
