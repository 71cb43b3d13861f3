import type { TestApp } from '../support/test-app.js';

export const keyFields = 'id name scopes tag networks replaces expiresAt lastUsedAt revokedAt createdAt';

export async function createApiKey(app: TestApp, input: object = {}, key = app.adminKey) {
  const { data, errors } = await app.graphql(
    `mutation ($input: ApiKeyCreateInput!) {
      apiKeyCreate(input: $input) { secret apiKey { ${keyFields} } userErrors { field code message } }
    }`,
    { input: { name: 'A key', scopes: ['READ'], ...input } },
    key,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  if (data.apiKeyCreate.secret) app.transcript.guard('API key', data.apiKeyCreate.secret);
  return data.apiKeyCreate;
}
