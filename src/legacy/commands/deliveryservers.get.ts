import type { Command } from '../command.js';
import { count, fromWords, legacyId } from '../readers.js';
import { deliveryServerAnswer, deliveryServerFields } from './delivery-server-answer.js';

const orderFields = {
  Name: 'NAME',
  DeliveryServerID: 'LEGACY_ID',
  VerificationLastCheckedAt: 'LAST_CHECKED_AT',
};
const orderTypes = { ASC: 'ASC', DESC: 'DESC' };

/** Every server, unless a parameter of the later releases asks for a part; with one, the answer tells the whole. */
export const getDeliveryServers: Command = {
  name: 'deliveryservers.get',
  operation: `
    query ($after: String, $legacyId: Int, $skip: Int!, $limit: Int!, $orderBy: DeliveryServerOrder!, $told: Boolean!) {
      deliveryServerBatch(after: $after, legacyId: $legacyId, skip: $skip, limit: $limit, orderBy: $orderBy, counted: $told) {
        nodes { ${deliveryServerFields} smtpPassword }
        next
        totalCount
      }
    }`,
  parameters: [
    { name: 'DeliveryServerID', undocumented: true, into: 'legacyId', read: legacyId },
    {
      name: 'OrderField',
      undocumented: true,
      into: 'orderBy.field',
      read: fromWords(orderFields),
      default: 'NAME',
    },
    {
      name: 'OrderType',
      undocumented: true,
      into: 'orderBy.direction',
      read: fromWords(orderTypes),
      default: 'ASC',
    },
    { name: 'RecordsFrom', undocumented: true, into: 'skip', read: count(2_147_483_647), default: 0 },
    { name: 'RecordsPerRequest', undocumented: true, into: 'limit', read: count(1_000), default: 0 },
  ],
  errors: { 2: 'No delivery servers found' },
  errorShape: 'code',
  list: {
    field: 'deliveryServerBatch',
    key: 'DeliveryServers',
    entry: (server) => [String(server.legacyId), deliveryServerAnswer(String(server.legacyId), server)],
    details: {
      variable: 'told',
      from: ({ deliveryServerBatch }, { skip, limit, orderBy }) => ({
        TotalDeliveryServerCount: deliveryServerBatch.totalCount,
        RecordsFrom: skip,
        RecordsPerRequest: limit,
        OrderField: wordFor(orderFields, orderBy.field),
        OrderType: wordFor(orderTypes, orderBy.direction),
      }),
    },
  },
  notFoundCode: 2,
};

function wordFor(words: Record<string, string>, value: string): string | undefined {
  return Object.keys(words).find((word) => words[word] === value);
}
