import { exampleGroup, userErrors } from './example.js';

const assignments = 'assignments { channel deliveryServer { id name } }';

export const routing = exampleGroup('Groups and channels', [
  {
    title: 'Create a user group',
    query: `mutation CreateUserGroup($input: UserGroupCreateInput!) {
      userGroupCreate(input: $input) { userGroup { id legacyId name } ${userErrors} }
    }`,
    variables: { input: { name: 'Newsletter team' } },
  },
  {
    title: "Choose the server of a group's channel",
    comment: 'A deliveryServerId of null frees the channel.',
    query: `mutation SetChannelAssignment($input: ChannelAssignmentSetInput!) {
      channelAssignmentSet(input: $input) { userGroup { name ${assignments} } ${userErrors} }
    }`,
    variables: { input: { userGroupId: 'ug_1', channel: 'MARKETING', deliveryServerId: 'ds_1' } },
  },
  {
    title: 'List groups with their servers',
    query: `query ListUserGroups($first: Int, $search: String) {
      userGroups(first: $first, search: $search) {
        nodes { id name ${assignments} }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: { first: 20, search: null },
  },
  {
    title: 'Explain which way mail takes',
    query: `query ExplainRoute($userGroupId: ID!, $channel: Channel!, $sender: EmailAddress) {
      route(userGroupId: $userGroupId, channel: $channel, sender: $sender) {
        status explanation
        deliveryServer { id name }
        mailFrom { source address domain }
        from { source address }
      }
    }`,
    variables: { userGroupId: 'ug_1', channel: 'MARKETING', sender: 'ada@example.com' },
  },
]);
