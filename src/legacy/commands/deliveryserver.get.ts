import type { Command } from '../command.js';
import { deliveryServerId } from '../readers.js';
import { deliveryServerAnswer, deliveryServerFields } from './delivery-server-answer.js';

export const getDeliveryServer: Command = {
  name: 'deliveryserver.get',
  undocumented: true,
  operation: `
    query ($id: ID!) {
      deliveryServer(id: $id) { ${deliveryServerFields} }
    }`,
  parameters: [{ name: 'DeliveryServerID', into: 'id', read: deliveryServerId, missing: [1], invalid: [2] }],
  errors: { 1: 'Missing DeliveryServerID', 2: 'Delivery server not found' },
  errorShape: 'lists',
  answer: ({ deliveryServer }) =>
    deliveryServer && {
      DeliveryServer: deliveryServerAnswer(deliveryServer.legacyId, deliveryServer),
    },
  notFoundCode: 2,
};
