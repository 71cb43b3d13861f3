import type { Command } from '../command.js';
import { deliveryServerId, enabled, textOrJson } from '../readers.js';
import { senderInfoParameters, settingsErrors, settingsParameters } from './delivery-server-settings.js';

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
    {
      name: 'SenderRotationSettings',
      spellings: [['SenderRotationSettings', 'SenderRotation_Settings']],
      into: 'input.senderRotation.settings',
      read: textOrJson,
      takes: 'anything',
    },
    ...senderInfoParameters,
    { name: 'SenderRotation', into: 'input.senderRotation.enabled', read: enabled, otherwise: false },
  ],
  errors: { ...settingsErrors, 17: 'Delivery server not found' },
  errorShape: 'lists',
  answer: ({ deliveryServerUpdate }) => ({ DeliveryServerID: deliveryServerUpdate.deliveryServer.legacyId }),
};
