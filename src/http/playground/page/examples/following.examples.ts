import type { ExampleGroup } from './example.js';

export const following: ExampleGroup = {
  title: 'Follow changes',
  examples: [
    {
      title: 'Follow delivery servers',
      query: `# Events appear as they happen, until you press Stop. Give the id of an event as "after" to miss none since.
subscription FollowDeliveryServers($ids: [ID!], $after: ID) {
  deliveryServerChanged(ids: $ids, after: $after) {
    id
    kind
    occurredAt
    deliveryServerId
    version
    deliveryServer {
      name
      state
    }
  }
}
`,
      variables: { ids: null, after: null },
    },
    {
      title: 'Follow user groups',
      query: `# Events appear as they happen, until you press Stop. Give the id of an event as "after" to miss none since.
subscription FollowUserGroups($ids: [ID!], $after: ID) {
  userGroupChanged(ids: $ids, after: $after) {
    id
    kind
    occurredAt
    userGroupId
    version
    userGroup {
      name
      assignments {
        channel
        deliveryServer {
          name
        }
      }
    }
  }
}
`,
      variables: { ids: null, after: null },
    },
  ],
};
