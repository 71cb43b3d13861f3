import { listArgs, orderInput } from '../../graphql/pages/list.args.js';
import { DeliveryServerOrderField } from '../storage/delivery-server-list.js';
import { DeliveryServerFilter } from './delivery-server-filter.input.js';

export const DeliveryServerOrder = orderInput(
  'DeliveryServerOrder',
  'delivery servers',
  DeliveryServerOrderField,
);

export const DeliveryServerListArgs = listArgs(
  'servers',
  'Words to look for in the name, the SMTP host, the domains and the enforced sender address; each word has to occur in one of them, letter case and accents aside.',
  DeliveryServerFilter,
  DeliveryServerOrder,
);
