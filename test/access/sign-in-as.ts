import type { TestApp } from '../support/test-app.js';

/** Signs in, from an address that a proxy on this machine tells. */
export async function signInAs(app: TestApp, input: object, address = '192.0.2.1') {
  const query = `mutation ($input: SignInInput!) {
    signIn(input: $input) { sessionToken administrator { id } userErrors { field code message } }
  }`;
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const text = await response.text();
  app.transcript.note(text);
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  const { data, errors } = JSON.parse(text) as { data?: any; errors?: any[] };
  const token: string | null = data?.signIn?.sessionToken ?? null;
  if (token) app.transcript.guard('session', token);
  const retryAfter = Number(response.headers.get('retry-after') ?? 0);
  return { status: response.status, retryAfter, errors, token, answer: data?.signIn };
}

/** What the audit trail says, oldest first. */
export async function auditRows(app: TestApp, action: string) {
  return app.sql('SELECT * FROM audit_entries WHERE action = ? ORDER BY id', [action]);
}
