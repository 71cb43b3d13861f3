import { exampleGroup, userErrors } from './example.js';

export const access = exampleGroup('Keys and sessions', [
  {
    title: 'Whose key is this?',
    query: 'query WhoAmI { viewer { kind name scopes expiresAt } }',
    variables: {},
  },
  {
    title: 'Sign in',
    comment:
      'For an administrator that ADMIN_USERNAME and ADMIN_PASSWORD make at start. The session token can be entered above in place of an API key.',
    query: `mutation SignIn($input: SignInInput!) {
      signIn(input: $input) { sessionToken expiresAt ${userErrors} }
    }`,
    variables: { input: { username: 'admin', password: 'change-me' } },
  },
  {
    title: 'Create an API key',
    comment: 'The secret is shown this once and cannot be read again.',
    query: `mutation CreateApiKey($input: ApiKeyCreateInput!) {
      apiKeyCreate(input: $input) { apiKey { id name scopes } secret ${userErrors} }
    }`,
    variables: { input: { name: 'Reporting', scopes: ['READ'] } },
  },
  {
    title: 'List API keys',
    query: `query ListApiKeys($first: Int) {
      apiKeys(first: $first) {
        nodes { id name scopes expiresAt lastUsedAt }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: { first: 20 },
  },
  {
    title: 'Roll an API key',
    comment: 'Makes its successor, whose secret is shown this once. The old key works on for an hour.',
    query: `mutation RollApiKey($input: ApiKeyRollInput!) {
      apiKeyRoll(input: $input) { apiKey { id name scopes } secret oldApiKey { id expiresAt } ${userErrors} }
    }`,
    variables: { input: { id: 'key_2', endsInSeconds: 3_600 } },
  },
  {
    title: 'Revoke an API key',
    comment: 'This ends the key for good.',
    query: `mutation RevokeApiKey($input: ApiKeyRevokeInput!) {
      apiKeyRevoke(input: $input) { apiKey { id name revokedAt } ${userErrors} }
    }`,
    variables: { input: { id: 'key_2' } },
  },
  {
    title: 'Let a person in',
    comment: 'Makes an administrator, who signs in with a password and may do everything.',
    query: `mutation CreateAdministrator($input: AdminCreateInput!) {
      adminCreate(input: $input) { administrator { id username emailAddress } ${userErrors} }
    }`,
    variables: {
      input: { username: 'ada', password: 'change-me-as-well', emailAddress: 'ada@example.com' },
    },
  },
  {
    title: 'List administrators',
    query: `query ListAdministrators($first: Int) {
      administrators(first: $first) {
        nodes { id username emailAddress isFromEnvironment disabledAt lastSignedInAt }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: { first: 20 },
  },
  {
    title: 'Which key seals the passwords?',
    comment:
      'After another key was put first in SECRETS_KEY: how many passwords are still sealed with an old one.',
    query: `query SecretsStatus {
      secretsStatus { keys { id isFirst values } left unreadable }
    }`,
    variables: {},
  },
  {
    title: 'Who did what?',
    comment: 'Needs a key with AUDIT. Filter by object, actor, action or time.',
    query: `query AuditTrail($first: Int, $filter: AuditEntryFilter) {
      auditEntries(first: $first, filter: $filter) {
        nodes {
          occurredAt action operation
          actorKind actorId actorName address
          objectId objectName
          changes { field from to isSecret }
        }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: { first: 20, filter: { from: '2026-01-01T00:00:00Z' } },
  },
  {
    title: 'Is the audit trail whole?',
    comment: 'Checks the first 1,000 entries; the command line checks all of it: audit verify.',
    query: `query AuditVerify {
      auditChain { head anchor unlinked }
      auditChainVerify { checked through isAtEnd faults { kind positions entryId message } }
    }`,
    variables: {},
  },
  {
    title: 'Who still uses the legacy API?',
    query: `query LegacyUsage {
      legacyUsage { command credentialKind credentialName uses firstUsedAt lastUsedAt }
    }`,
    variables: {},
  },
]);
