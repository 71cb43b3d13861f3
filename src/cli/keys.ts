import { type FieldProblem, type Gateway, refuseOn } from './gateway.js';
import type { Output } from './output.js';
import type { NewKey } from './parse-arguments.js';
import { printable } from './printable.js';
import { type Connection, readList } from './read-list.js';
import { tableText } from './table-text.js';

interface Key {
  id: string;
  name: string;
  scopes: string[];
  expiresAt: string | null;
  lastUsedAt: string | null;
  createdAt: string;
}

const keyFields = 'id name scopes expiresAt lastUsedAt createdAt';
const userErrors = 'userErrors { field message }';

export async function createKey(gateway: Gateway, input: NewKey): Promise<Output> {
  const { apiKeyCreate } = await gateway.execute<{
    apiKeyCreate: { apiKey: Key; secret: string; userErrors: FieldProblem[] };
  }>(
    `mutation CliKeysCreate($input: ApiKeyCreateInput!) {
      apiKeyCreate(input: $input) { apiKey { ${keyFields} } secret ${userErrors} }
    }`,
    { input },
  );
  refuseOn(apiKeyCreate.userErrors);
  const { apiKey, secret } = apiKeyCreate;
  return {
    text: `${said('Created', apiKey)}\n\n  ${printable(secret)}\n\nIt is shown this once: keep it safe.\n`,
    json: { ...apiKey, secret },
  };
}

export async function listKeys(gateway: Gateway): Promise<Output> {
  const keys = await readList(async (page) => {
    const { apiKeys } = await gateway.execute<{ apiKeys: Connection<Key> }>(
      `query CliKeysList($first: Int!, $after: String) {
        apiKeys(first: $first, after: $after) { nodes { ${keyFields} } pageInfo { hasNextPage endCursor } }
      }`,
      page,
    );
    return apiKeys;
  });
  const headings = ['ID', 'NAME', 'SCOPES', 'EXPIRES', 'LAST USED', 'CREATED'];
  const rows = keys.map(({ id, name, scopes, expiresAt, lastUsedAt, createdAt }) => [
    id,
    name,
    scopes.join(','),
    expiresAt ?? 'never',
    lastUsedAt ?? 'never',
    createdAt,
  ]);
  return { text: tableText(headings, rows), json: keys };
}

export async function revokeKey(gateway: Gateway, id: string): Promise<Output> {
  const { apiKeyRevoke } = await gateway.execute<{
    apiKeyRevoke: { apiKey: Key & { revokedAt: string }; userErrors: FieldProblem[] };
  }>(
    `mutation CliKeysRevoke($input: ApiKeyRevokeInput!) {
      apiKeyRevoke(input: $input) { apiKey { ${keyFields} revokedAt } ${userErrors} }
    }`,
    { input: { id } },
  );
  refuseOn(apiKeyRevoke.userErrors);
  return { text: `${said('Revoked', apiKeyRevoke.apiKey)}\n`, json: apiKeyRevoke.apiKey };
}

function said(verb: string, { id, name }: Key): string {
  return `${verb} ${printable(id)} "${printable(name)}".`;
}
