import type { Command } from '../command.js';
import { senderInfoParameters, settingsErrors, settingsParameters } from './delivery-server-settings.js';

export const createDeliveryServer: Command = {
  name: 'deliveryserver.create',
  operation: `
    mutation ($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) { deliveryServer { legacyId } userErrors { field code } }
    }`,
  parameters: [...settingsParameters, ...senderInfoParameters],
  errors: settingsErrors,
  errorShape: 'lists',
  answer: ({ deliveryServerCreate }) => ({ DeliveryServerID: deliveryServerCreate.deliveryServer.legacyId }),
};
