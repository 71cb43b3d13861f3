import type { Command, Parameter } from '../command.js';
import { deliveryServerId, filledObject, looseBoolean, timestamp } from '../readers.js';
import { answerMillisecondsAfterRun } from './answer-after-run.js';

// The documentation spells the names one way; the server it describes only ever understood the other.
const results = ['test_results', 'TestResults'];

function check(name: string, otherSpelling: string, field: string): Parameter {
  return {
    name: `TestResults.${name}`,
    spellings: [results, [otherSpelling, name]],
    into: `input.results.${field}`,
    read: looseBoolean,
    default: false,
  };
}

export const saveTestResults: Command = {
  name: 'deliveryserver.testresults',
  operation: `
    mutation ($input: DeliveryServerTestResultsSaveInput!) {
      deliveryServerTestResultsSave(input: $input) { userErrors { field code } }
    }`,
  parameters: [
    // Without an id the documentation answers both codes.
    { name: 'DeliveryServerID', into: 'input.id', read: deliveryServerId, missing: [1, 3], invalid: [3] },
    {
      name: 'TestResults',
      spellings: [results],
      into: 'input.results',
      read: filledObject,
      acceptsObjects: true,
      missing: [2],
      invalid: [2],
    },
    check('SPF', 'spf', 'spf'),
    check('DKIM', 'dkim', 'dkim'),
    check('DMARC', 'dmarc', 'dmarc'),
    check('SenderDomain', 'sender_domain', 'senderDomain'),
    check('LinkDomain', 'link_domain', 'linkDomain'),
    check('OpenDomain', 'open_domain', 'openDomain'),
    check('EmailDelivery', 'email_delivery', 'emailDelivery'),
    {
      name: 'LastCheckedAt',
      spellings: [['last_checked_at', 'LastCheckedAt']],
      into: 'input.checkedAt',
      read: timestamp,
      missing: [4],
      invalid: [4],
    },
  ],
  errors: {
    1: 'Missing deliveryserverid',
    2: 'Missing test_results',
    3: 'Invalid deliveryserverid',
    4: 'Missing last_checked_at',
  },
  errorShape: 'lists',
};

/** The same parameters and refusals; what is sent is not stored, but the server measured. */
export const measureTestResults: Command = {
  ...saveTestResults,
  operation: `
    mutation ($input: DeliveryServerTestResultsSaveInput!) {
      deliveryServerTestResultsMeasure(input: $input) { userErrors { field code } }
    }`,
  answerMilliseconds: answerMillisecondsAfterRun,
};
