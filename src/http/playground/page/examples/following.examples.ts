import { exampleGroup } from './example.js';

const comment =
  'Events appear as they happen, until you press Stop. Give the id of an event as "after" to miss none since.';

export const following = exampleGroup('Follow changes', [
  {
    title: 'Follow delivery servers',
    comment,
    query: `subscription FollowDeliveryServers($ids: [ID!], $after: ID) {
      deliveryServerChanged(ids: $ids, after: $after) {
        id kind occurredAt deliveryServerId version deliveryServer { name state }
      }
    }`,
    variables: { ids: null, after: null },
  },
  {
    title: 'Follow user groups',
    comment,
    query: `subscription FollowUserGroups($ids: [ID!], $after: ID) {
      userGroupChanged(ids: $ids, after: $after) {
        id kind occurredAt userGroupId version userGroup { name assignments { channel deliveryServer { name } } }
      }
    }`,
    variables: { ids: null, after: null },
  },
  {
    title: 'Follow verification',
    comment,
    query: `subscription FollowVerification($ids: [ID!], $after: ID) {
      verificationRunChanged(ids: $ids, after: $after) {
        id kind occurredAt verificationRunId version
        run {
          status deliveryServer { name }
          stages { stage status durationMilliseconds replyCode replyText hint }
          checks { kind status message }
        }
      }
    }`,
    variables: { ids: null, after: null },
  },
  {
    title: 'Follow what turns',
    comment:
      'Which check turned from what to what, and why: a failure counts when there is another one 10 minutes later. Leave out "checks" and "to" for all.',
    query: `subscription FollowWhatTurns($ids: [ID!], $checks: [CheckKind!], $to: [CheckStatus!], $after: ID) {
      verificationChanged(ids: $ids, checks: $checks, to: $to, after: $after) {
        id occurredAt deliveryServer { name } transition { kind from to since finding { severity code message } }
      }
    }`,
    variables: { ids: null, checks: null, to: null, after: null },
  },
]);
