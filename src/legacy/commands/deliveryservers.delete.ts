import type { Command } from '../command.js';
import { deliveryServerTargets } from '../readers.js';

export const deleteDeliveryServers: Command = {
  name: 'deliveryservers.delete',
  operation: `
    mutation ($input: DeliveryServersDeleteInput!) {
      deliveryServersDelete(input: $input) { userGroupsResetLegacyIds userErrors { field code } }
    }`,
  parameters: [
    {
      name: 'DeliveryServerID',
      into: 'input.targets',
      read: deliveryServerTargets,
      acceptsObjects: true,
      maxItems: 20_000,
      missing: [1],
      invalid: [1],
    },
  ],
  errors: { 1: 'Missing deliveryserverid' },
  errorShape: 'codes',
  answer: ({ deliveryServersDelete: { userGroupsResetLegacyIds: ids } }) =>
    ids.length > 0 ? { UserGroupsReset: ids } : {},
};
