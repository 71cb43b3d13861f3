import type { Command } from '../command.js';
import { createDeliveryServer } from './deliveryserver.create.js';
import { saveTestResults } from './deliveryserver.testresults.js';
import { updateDeliveryServer } from './deliveryserver.update.js';
import { deleteDeliveryServers } from './deliveryservers.delete.js';
import { getDeliveryServers } from './deliveryservers.get.js';

/** Every command of the legacy API, in the order of the documentation. */
export const commands: readonly Command[] = [
  createDeliveryServer,
  saveTestResults,
  updateDeliveryServer,
  deleteDeliveryServers,
  getDeliveryServers,
];
