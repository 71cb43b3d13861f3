import { request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('a query in the address', () => {
  const tooMany = `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ')} }`;
  const harmless = '{"query":"{ __typename }"}';

  async function get(search: string, body?: string) {
    return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const call = request(`${app.url}/graphql?${search}`, {
        method: 'GET',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${app.adminKey}`,
          ...(body === undefined ? {} : { 'content-length': body.length }),
        },
      });
      call.on('error', reject);
      call.on('response', async (response) =>
        resolve({ status: response.statusCode, text: await textOf(response) }),
      );
      call.end(body);
    });
  }

  const searches: [string, string, string?][] = [
    ['', `query=${encodeURIComponent(tooMany)}`],
    [', with a harmless body', `query=${encodeURIComponent(tooMany)}`, harmless],
    [', after 1,005 other names', `${'a&'.repeat(1_005)}query=${encodeURIComponent(tooMany)}`],
    [', with its name escaped', `%71uery=${encodeURIComponent(tooMany)}`],
    [', twice', `query=${encodeURIComponent(tooMany)}&query={__typename}`],
    [', after a harmless one', `query={__typename}&query=${encodeURIComponent(tooMany)}`],
    [', with a name that others read as a list', `query[]=a&query=${encodeURIComponent(tooMany)}`],
  ];

  it.each(searches)('beyond the limits is refused%s', async (_, search, body) => {
    const { status, text } = await get(search, body);
    expect(status).toBe(400);
    expect(text).toMatch(/"errors"/);
    expect(text).not.toMatch(/"data":\{/);
  });

  it('is run, whatever is in the body or beside it', async () => {
    const answers = [
      await get('query={__typename}', '{"query":"{ viewer { name } }"}'),
      await get(`${'a&'.repeat(1_005)}query={__typename}`),
      await get('operationName=B&query=query A{viewer{name}} query B{__typename}'.replaceAll(' ', '+')),
      await get(
        `variables=${encodeURIComponent('{"a":false}')}&query=query($a:Boolean!){__typename b:__typename@include(if:$a)}`.replaceAll(
          ' ',
          '+',
        ),
      ),
    ];
    for (const { text } of answers) expect(JSON.parse(text)).toEqual({ data: { __typename: 'Query' } });
  });

  it('with variables beyond their limits is refused', async () => {
    const { status, text } = await get(
      `query={__typename}&variables={"a":${'['.repeat(60)}${']'.repeat(60)}}`,
    );
    expect(status).toBe(400);
    expect(text).toMatch(/nested at most 50 deep/);
  });
});
