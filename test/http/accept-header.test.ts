import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

async function answerTo(path: string, init: RequestInit) {
  const headers = { 'content-type': 'application/json', accept: '*/*', ...(init.headers as object) };
  const response = await fetch(`${app.url}${path}`, { method: 'POST', ...init, headers });
  return { status: response.status, ...((await response.json()) as { data?: unknown; errors?: unknown }) };
}

describe('a request for an answer that is no JSON', () => {
  it.each(['text/event-stream', 'text/html', 'application/json;q=0'])(
    'is refused for %s before anything is done',
    async (accept) => {
      const query = `mutation { userGroupCreate(input: { name: "${accept}" }) { userErrors { code } } }`;
      const headers = { accept, authorization: `Bearer ${app.adminKey}` };
      const { status, errors } = await answerTo('/graphql', { headers, body: JSON.stringify({ query }) });
      expect(status).toBe(406);
      expect(errors).toEqual([
        { message: expect.stringContaining('/graphql/stream'), extensions: { code: 'BAD_REQUEST' } },
      ]);
      const { data } = await app.graphql(`{ userGroups(search: "${accept}") { totalCount } }`);
      expect(data.userGroups.totalCount).toBe(0);
    },
  );

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/graphql-response+json, application/json;q=0.9',
    'text/event-stream, application/json;q=0.5',
    'application/*',
    '*/*',
  ])('is not what a request with Accept: %s is', async (accept) => {
    const headers = { accept, authorization: `Bearer ${app.adminKey}` };
    const { status } = await answerTo('/graphql', { headers, body: '{"query":"{ __typename }"}' });
    expect(status).toBe(200);
  });
});
