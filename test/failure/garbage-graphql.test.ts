import { describe, expect, it } from 'vitest';
import { json } from './malformed-requests.js';
import { app, ask, expectTidy, useTidyApp } from './tidy-answers.js';
import { unexpectedErrors } from './unexpected-errors.js';

useTidyApp();

describe('/graphql', () => {
  it.each<[string, unknown]>([
    ['no query', {}],
    ['a query that is a number', { query: 1 }],
    ['a query that is a list', { query: ['{ viewer { name } }'] }],
    ['variables that are a list', { query: '{ __typename }', variables: [1] }],
    ['variables that are text that is no JSON', { query: '{ __typename }', variables: '{' }],
    ['an operation name that is an object', { query: '{ __typename }', operationName: {} }],
    ['extensions that are text', { query: '{ __typename }', extensions: 'x' }],
    ['a batch', [{ query: '{ __typename }' }]],
    ['an unknown persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
    ['an empty query', { query: '' }],
    ['a query of control characters', { query: '\u0000\u0001\u0002' }],
    ['a query of 100,000 tokens', { query: `{ ${'a '.repeat(100_000)} }` }],
    ['a query that nests 4,900 deep', { query: `{${'viewer{'.repeat(4_900)}name${'}'.repeat(4_901)}` }],
    ['a value that nests 4,900 deep', { query: `{nodes(ids:${'['.repeat(4_900)}${']'.repeat(4_900)}){id}}` }],
    ['a fragment that holds itself', { query: '{ ...a } fragment a on Query { ...a }' }],
    [
      'variables that nest 5,000 deep',
      `{"query":"query ($a: [ID!]!) { nodes(ids: $a) { id } }","variables":{"a":${nested(5_000)}}}`,
    ],
    [
      'an id that is an object',
      { query: 'query ($a: ID!) { deliveryServer(id: $a) { id } }', variables: { a: {} } },
    ],
    ['a subscription', { query: 'subscription { viewer { name } }' }],
  ])('answers %s with JSON that blames the client', async (_, body) => {
    for (const authorization of [{}, { authorization: `Bearer ${app.adminKey}` }]) {
      const answer = await ask('/graphql', {
        method: 'POST',
        headers: { ...json, ...authorization },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      expectTidy(answer);
      expect(answer.status).toBeLessThan(500);
      expect(JSON.parse(answer.text).errors.length).toBeGreaterThan(0);
    }
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it('answers a query that repeats one field thousands of times in reasonable time', async () => {
    const begun = Date.now();
    const answer = await ask('/graphql', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: `{ viewer { ${'name '.repeat(9_900)} } }` }),
    });
    expectTidy(answer);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});

/** JSON that JSON.stringify could not write. */
function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}
