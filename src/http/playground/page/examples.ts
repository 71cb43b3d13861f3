export interface Example {
  title: string;
  query: string;
  variables: Record<string, unknown>;
}

/** The operations the playground offers. Data only, so that a test can check each against the schema. */
export const examples: readonly Example[] = [
  {
    title: 'List delivery servers',
    query: `query ListDeliveryServers($first: Int) {
  deliveryServers(first: $first) {
    nodes {
      id
      legacyId
      name
      smtp {
        host
        port
        security
      }
      isAllocated
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: { first: 20 },
  },
  {
    title: 'Read one server by its legacy id',
    query: `query ReadByLegacyId($legacyId: Int!) {
  deliveryServerByLegacyId(legacyId: $legacyId) {
    id
    legacyId
    version
    name
    smtp {
      host
      port
      security
      authRequired
      username
      hasPassword
    }
    domains {
      linkTracking
      openTracking
      mailFrom
      enforcedFrom
    }
    updatedAt
  }
}
`,
    variables: { legacyId: 1 },
  },
  {
    title: 'Create a delivery server',
    query: `mutation CreateDeliveryServer($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) {
    deliveryServer {
      id
      legacyId
      version
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
    variables: {
      input: {
        name: 'Main relay',
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
        // The schema has a default; the editor would mark its absence all the same.
        senderRotation: { enabled: false },
      },
    },
  },
  {
    title: 'Update a server, if nobody else has',
    query: `# Answers VERSION_CONFLICT, and changes nothing, when the server is no longer at expectedVersion.
mutation UpdateDeliveryServer($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) {
    deliveryServer {
      id
      version
      name
      smtp {
        host
        port
        security
      }
      domains {
        linkTracking
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
    title: 'Save test results',
    query: `mutation SaveTestResults($input: DeliveryServerTestResultsSaveInput!) {
  deliveryServerTestResultsSave(input: $input) {
    deliveryServer {
      id
      version
      verification {
        status
        lastCheckedAt
        checks {
          kind
          status
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
    title: "Choose the server for a group's channel",
    query: `# A deliveryServerId of null frees the channel.
mutation SetChannelAssignment($input: ChannelAssignmentSetInput!) {
  channelAssignmentSet(input: $input) {
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
    title: 'Create an API key',
    query: `# The secret is shown this once and cannot be read again.
mutation CreateApiKey($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) {
    apiKey {
      id
      name
      scopes
    }
    secret
    userErrors {
      field
      code
      message
    }
  }
}
`,
    variables: { input: { name: 'Reporting', scopes: ['READ'] } },
  },
];
