import type { Command } from '../command.js';
import { logIn } from './admin.login.js';
import { logOut } from './admin.logout.js';
import { createDeliveryServer } from './deliveryserver.create.js';
import { getDeliveryServer } from './deliveryserver.get.js';
import { measureTestResults, saveTestResults } from './deliveryserver.testresults.js';
import { updateDeliveryServer } from './deliveryserver.update.js';
import { verifyDeliveryServer } from './deliveryserver.verify.js';
import { deleteDeliveryServers } from './deliveryservers.delete.js';
import { getDeliveryServers } from './deliveryservers.get.js';
import { logInUser } from './user.login.js';

/** Every command of the legacy API: the documented ones in their order, then those of later releases. */
export const commands: readonly Command[] = [
  createDeliveryServer,
  saveTestResults,
  updateDeliveryServer,
  deleteDeliveryServers,
  getDeliveryServers,
  getDeliveryServer,
  verifyDeliveryServer,
  logIn,
  logOut,
  logInUser,
];

/** The same with test results that are measured, whatever a client says of them. */
export const commandsThatMeasure: readonly Command[] = commands.map((command) =>
  command === saveTestResults ? measureTestResults : command,
);
