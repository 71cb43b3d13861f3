import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ playgroundDirectory: import.meta.dirname });
});
afterAll(() => app?.stop());

/** Adds what every request here needs, a credential and a sign that no foreign page sent it, and changes nothing else. */
const fetchFn: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${app.adminKey}`);
  headers.set('apollo-require-preflight', 'true');
  return fetch(input, { ...init, headers });
};

const audits = serverAudits({ url: () => `${app.url}/graphql`, fetchFn });

describe('GraphQL over HTTP', () => {
  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_, __, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });
});

describe('a request that a foreign page can send without asking', () => {
  const simple: [string, string | null][] = [
    ['text/plain', '{"query":"{ viewer { name } }"}'],
    ['application/x-www-form-urlencoded', 'query={viewer{name}}'],
    ['multipart/form-data; boundary=x', '--x--\r\n'],
  ];

  it.each(simple)('is refused: a POST of %s', async (type, body) => {
    await expectRefused('/graphql', { method: 'POST', headers: { 'content-type': type }, body });
  });

  it('is refused: a GET', async () => {
    await expectRefused('/graphql?query={viewer{name}}', {});
  });

  async function expectRefused(path: string, init: RequestInit): Promise<void> {
    const headers = { ...init.headers, accept: 'application/json', authorization: `Bearer ${app.adminKey}` };
    const response = await fetch(`${app.url}${path}`, { ...init, headers });
    const answer = (await response.json()) as { data?: unknown; errors: { extensions: { code: string } }[] };
    expect(response.status).toBe(400);
    expect(answer.data).toBeUndefined();
    expect(answer.errors[0]?.extensions.code).toBe('BAD_REQUEST');
  }
});
