import { expect } from 'vitest';
import { assign, createGroup, createServer } from '../../support/operations.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../../support/test-app.js';

/** One request, and what is in its answer. */
export interface Case {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  method?: 'GET' | 'POST';
  answer?: 'data' | 'errors' | 'both';
}

export async function startWithServers(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startTestApp({ rateLimit: 0, ...options });
  for (const name of ['Alpha', 'Beta', 'Gamma']) await createServer(app, { name, tags: [name, 'all'] });
  await createGroup(app, 'Group');
  await createGroup(app, 'Other group');
  await assign(app, 'ug_1', 'MARKETING', 'ds_1');
  await assign(app, 'ug_1', 'TRANSACTIONAL', 'ds_2');
  return app;
}

export async function send({ url, adminKey }: TestApp, { method = 'POST', ...request }: Case) {
  const { query, variables, operationName } = request;
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables ?? {}) });
  const response = await (method === 'GET'
    ? fetch(`${url}/graphql?${search}`, { headers })
    : fetch(`${url}/graphql`, {
        method,
        headers,
        body: JSON.stringify({ query, variables, operationName }),
      }));
  const body = JSON.parse(await response.text());
  for (const { extensions } of body.errors ?? []) {
    if (extensions?.code !== 'INTERNAL_SERVER_ERROR') continue;
    expect(extensions.requestId).toEqual(expect.stringMatching(/./));
    // The only thing that may differ.
    extensions.requestId = 'an id';
  }
  // Which of two failures is the first to be known is left to chance.
  body.errors?.sort((one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { status: response.status, body };
}

/** Interpreted at first, then compiled, then what was compiled; under a name of its own, so that nobody was first. */
export async function expectSameThrice(to: TestApp, name: string, { answer = 'data', ...rest }: Case) {
  const request = { ...rest, query: `${rest.query} # ${name}` };
  const first = await send(to, request);
  const { data, errors } = first.body;
  expect({ data: Boolean(data), errors: Boolean(errors) }, JSON.stringify(first.body)).toEqual({
    data: answer !== 'errors',
    errors: answer !== 'data',
  });
  expect(await send(to, request)).toEqual(first);
  expect(await send(to, request)).toEqual(first);
}
