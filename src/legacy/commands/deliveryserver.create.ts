import type { Command } from '../command.js';
import {
  rotationParameter,
  rotationSettingsParameter,
  senderInfoParameters,
  settingsErrors,
  settingsParameters,
} from './delivery-server-settings.js';

export const createDeliveryServer: Command = {
  name: 'deliveryserver.create',
  operation: `
    mutation ($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) { deliveryServer { legacyId } userErrors { field code } }
    }`,
  parameters: [
    ...settingsParameters,
    ...senderInfoParameters,
    // The documentation has them for update alone; later releases store them here too, and so do their clients expect.
    { ...rotationSettingsParameter, undocumented: true },
    { ...rotationParameter, undocumented: true },
  ],
  errors: settingsErrors,
  errorShape: 'lists',
  answer: ({ deliveryServerCreate }) => ({ DeliveryServerID: deliveryServerCreate.deliveryServer.legacyId }),
};
