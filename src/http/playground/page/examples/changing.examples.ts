import { exampleGroup, userErrors } from './example.js';

const settings = {
  smtp: {
    host: 'smtp.example.com',
    port: 587,
    security: 'STARTTLS',
    timeoutSeconds: 30,
    authRequired: true,
    username: 'mailer',
    password: 'change-me',
  },
  domains: {
    linkTracking: 'links.example.com',
    openTracking: 'opens.example.com',
    mailFrom: 'bounces.example.com',
    enforcedFrom: 'news@example.com',
  },
  // The schema has defaults for these; the editor would mark their absence all the same.
  senderRotation: { enabled: false },
  tags: ['example'],
};

const createPayload = `{ deliveryServer { id legacyId version name } ${userErrors} }`;
const statePayload = `{ deliveryServer { id version state pause { since until reason } } ${userErrors} }`;

export const changing = exampleGroup('Change servers', [
  {
    title: 'Create a delivery server',
    query: `mutation CreateDeliveryServer($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) ${createPayload}
    }`,
    variables: { input: { name: 'Main relay', ...settings } },
  },
  {
    title: 'Create one, safe to repeat',
    comment: 'Run it twice: the same idempotencyKey answers the first server again, and makes no second one.',
    query: `mutation CreateOnce($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) ${createPayload}
    }`,
    variables: { input: { name: 'Second relay', ...settings, idempotencyKey: 'example-second-relay' } },
  },
  {
    title: 'Update, if nobody else has',
    comment:
      'Answers VERSION_CONFLICT, and changes nothing, when the server is no longer at expectedVersion.',
    query: `mutation UpdateDeliveryServer($input: DeliveryServerUpdateInput!) {
      deliveryServerUpdate(input: $input) {
        deliveryServer { id version name smtp { host port security } domains { linkTracking } }
        ${userErrors}
      }
    }`,
    variables: {
      input: {
        id: 'ds_1',
        expectedVersion: 1,
        name: 'Main relay (TLS)',
        smtp: { port: 465, security: 'IMPLICIT_TLS' },
        domains: { linkTracking: 'click.example.com' },
      },
    },
  },
  {
    title: 'Set tags',
    comment: 'These replace the tags that it has.',
    query: `mutation SetTags($input: DeliveryServerUpdateInput!) {
      deliveryServerUpdate(input: $input) { deliveryServer { id version tags } ${userErrors} }
    }`,
    variables: { input: { id: 'ds_1', tags: ['eu', 'warm-up'] } },
  },
  {
    title: 'Save test results',
    query: `mutation SaveTestResults($input: DeliveryServerTestResultsSaveInput!) {
      deliveryServerTestResultsSave(input: $input) {
        deliveryServer { id version verification { status lastCheckedAt checks { kind status } } }
        ${userErrors}
      }
    }`,
    variables: {
      input: {
        id: 'ds_1',
        results: {
          spf: true,
          dkim: true,
          dmarc: true,
          senderDomain: true,
          linkDomain: true,
          openDomain: true,
          emailDelivery: true,
        },
        checkedAt: '2025-12-28T10:30:00Z',
      },
    },
  },
  {
    title: 'Duplicate',
    query: `mutation DuplicateDeliveryServer($input: DeliveryServerDuplicateInput!) {
      deliveryServerDuplicate(input: $input) ${createPayload}
    }`,
    variables: { input: { id: 'ds_1', name: 'Main relay for tests', withPassword: false } },
  },
  {
    title: 'Pause',
    query: `mutation PauseDeliveryServer($input: DeliveryServerPauseInput!) {
      deliveryServerPause(input: $input) ${statePayload}
    }`,
    variables: { input: { id: 'ds_1', reason: 'The provider is moving.', until: null } },
  },
  {
    title: 'Enable again',
    query: `mutation EnableDeliveryServer($input: DeliveryServerEnableInput!) {
      deliveryServerEnable(input: $input) ${statePayload}
    }`,
    variables: { input: { id: 'ds_1' } },
  },
  {
    title: 'See what many changes would do',
    comment: 'All of them in one transaction, or none. A dry run: nothing is changed.',
    query: `mutation TryChanges($input: ConfigurationApplyInput!) {
      configurationApply(input: $input) {
        dryRun
        changes { kind id version fields { field from to } }
        ${userErrors}
      }
    }`,
    variables: {
      input: {
        serversToUpdate: [
          { id: 'ds_1', tags: ['main'], verifyEvery: '6h' },
          { id: 'ds_2', tags: ['spare'] },
        ],
        dryRun: true,
      },
    },
  },
  {
    title: 'See what a deletion would do',
    comment: 'A dry run: nothing is deleted.',
    query: `mutation TryDeletion($input: DeliveryServersDeleteInput!) {
      deliveryServersDelete(input: $input) {
        dryRun
        results { id status }
        freedChannels { userGroup { name } channel deliveryServerId }
        ${userErrors}
      }
    }`,
    variables: { input: { targets: [{ id: 'ds_1' }, { id: 'ds_2' }], dryRun: true } },
  },
  {
    title: 'Delete',
    comment: 'This deletes for good, and only what is still at expectedVersion.',
    query: `mutation DeleteDeliveryServers($input: DeliveryServersDeleteInput!) {
      deliveryServersDelete(input: $input) { results { id status } conflicts { id version } ${userErrors} }
    }`,
    variables: { input: { targets: [{ id: 'ds_2', expectedVersion: 1 }], dryRun: false } },
  },
]);
