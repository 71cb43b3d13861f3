import type { Command } from '../command.js';
import { deliveryServerId } from '../readers.js';
import {
  rotationParameter,
  rotationSettingsParameter,
  senderInfoParameters,
  settingsErrors,
  settingsParameters,
} from './delivery-server-settings.js';

/** Replaces all settings: what is left out goes back to its default, except the password, which is kept. */
export const updateDeliveryServer: Command = {
  name: 'deliveryserver.update',
  operation: `
    mutation ($input: DeliveryServerUpdateInput!) {
      deliveryServerUpdate(input: $input) { deliveryServer { legacyId } userErrors { field code } }
    }`,
  parameters: [
    { name: 'DeliveryServerID', into: 'input.id', read: deliveryServerId, missing: [17], invalid: [17] },
    ...settingsParameters,
    rotationSettingsParameter,
    ...senderInfoParameters,
    rotationParameter,
  ],
  errors: { ...settingsErrors, 17: 'Delivery server not found' },
  errorShape: 'lists',
  answer: ({ deliveryServerUpdate }) => ({ DeliveryServerID: deliveryServerUpdate.deliveryServer.legacyId }),
};
