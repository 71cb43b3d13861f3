import type { ExampleGroup } from './example.js';

export const routing: ExampleGroup = {
  title: 'Groups and channels',
  examples: [
    {
      title: 'Create a user group',
      query: `mutation CreateUserGroup($input: UserGroupCreateInput!) {
  userGroupCreate(input: $input) {
    userGroup {
      id
      legacyId
      name
    }
    userErrors {
      field
      code
      message
    }
  }
}
`,
      variables: { input: { name: 'Newsletter team' } },
    },
    {
      title: "Choose the server of a group's channel",
      query: `# A deliveryServerId of null frees the channel.
mutation SetChannelAssignment($input: ChannelAssignmentSetInput!) {
  channelAssignmentSet(input: $input) {
    userGroup {
      name
      assignments {
        channel
        deliveryServer {
          id
          name
        }
      }
    }
    userErrors {
      field
      code
      message
    }
  }
}
`,
      variables: { input: { userGroupId: 'ug_1', channel: 'MARKETING', deliveryServerId: 'ds_1' } },
    },
    {
      title: 'List groups with their servers',
      query: `query ListUserGroups($first: Int, $search: String) {
  userGroups(first: $first, search: $search) {
    nodes {
      id
      name
      assignments {
        channel
        deliveryServer {
          id
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
      variables: { first: 20, search: null },
    },
    {
      title: 'Explain which way mail takes',
      query: `query ExplainRoute($userGroupId: ID!, $channel: Channel!, $sender: EmailAddress) {
  route(userGroupId: $userGroupId, channel: $channel, sender: $sender) {
    status
    explanation
    deliveryServer {
      id
      name
    }
    mailFrom {
      source
      address
      domain
    }
    from {
      source
      address
    }
  }
}
`,
      variables: { userGroupId: 'ug_1', channel: 'MARKETING', sender: 'ada@example.com' },
    },
  ],
};
