import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutate, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createApiKey } from './create-api-key.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const createKey = (input: object) => createApiKey(app, input);

async function tagOf(credential: string): Promise<string | null> {
  return (await app.graphql('{ viewer { tag } }', {}, credential)).data.viewer.tag;
}

describe('the tag that a key is limited to', () => {
  it('is told in lower case to its maker and to itself', async () => {
    const { secret, apiKey } = await createKey({ tag: ' Customer-7 ' });
    expect(apiKey.tag).toBe('customer-7');
    expect(await tagOf(secret)).toBe('customer-7');
    const { data } = await app.graphql('{ apiKeys(first: 100) { nodes { id tag } } }');
    expect(data.apiKeys.nodes).toContainEqual({ id: apiKey.id, tag: 'customer-7' });
  });

  it.each([{}, { tag: null }])('is none with %j', async (input) => {
    const { secret, apiKey } = await createKey(input);
    expect([apiKey.tag, await tagOf(secret)]).toEqual([null, null]);
  });

  it('is that of a session begun with the key', async () => {
    const { secret } = await createKey({ tag: 'customer-7' });
    const { sessionToken } = await mutate(app, 'signIn', { apiKey: secret }, 'sessionToken');
    app.transcript.guard('session', sessionToken);
    expect(await tagOf(sessionToken)).toBe('customer-7');
  });

  it.each([
    ['', 'REQUIRED'],
    [' \u200b', 'REQUIRED'],
    ['t'.repeat(51), 'TOO_LONG'],
    ['two\nlines', 'INVALID'],
  ])('is not %j', async (tag, code) => {
    const { secret, userErrors } = await createKey({ tag });
    expect([secret, told(userErrors)]).toEqual([null, [`input.tag ${code}`]]);
  });

  it.each(['ADMIN', 'AUDIT'])('goes with no %s, which is about everything', async (scope) => {
    const { secret, userErrors } = await createKey({ scopes: ['READ', scope], tag: 'customer-7' });
    expect([secret, told(userErrors)]).toEqual([null, ['input.scopes NOT_PERMITTED']]);
    expect(userErrors[0].message).toContain(scope);
    expect((await createKey({ scopes: ['READ', scope] })).userErrors).toEqual([]);
  });
});
