import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../support/operations.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
const canary = `canary${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  app = await startTestApp();
  app.transcript.guard('canary value', canary);
});
afterAll(() => app?.stop());

describe('a document that does not fit the schema', () => {
  const inServer = (smtp: string) =>
    `mutation { deliveryServerCreate(input: { name: "n", smtp: { ${smtp} } }) { deliveryServer { id } } }`;

  it.each([
    ['a text for a number', inServer(`port: "${canary}"`)],
    ['a text with quotes for a number', inServer(`port: "a \\"${canary}\\" b"`)],
    ['a block text for a number', inServer(`port: """${canary}\n${canary}"""`)],
    ['a bare word for a text', inServer(`password: ${canary}`)],
    ['a number for a text', inServer('password: 4815162342')],
    ['an object for a text', inServer(`password: { a: "${canary}" }`)],
    ['a list for a text', inServer(`password: ["${canary}"]`)],
    ['a text for an enum', inServer(`security: "${canary}"`)],
    ['an unknown word of an enum', inServer(`security: ${canary}`)],
    [
      'no domain',
      `mutation { deliveryServerUpdate(input: { id: "ds_1", domains: { linkTracking: "${canary} ?" } }) { deliveryServer { id } } }`,
    ],
    [
      'no address',
      `mutation { deliveryServerUpdate(input: { id: "ds_1", domains: { enforcedFrom: "${canary}" } }) { deliveryServer { id } } }`,
    ],
    ['a field that does not exist', inServer(`passphrase: "${canary}"`)],
    ['an argument that does not exist', `{ viewer(password: "${canary}") { name } }`],
    [
      'no time',
      `mutation { apiKeyCreate(input: { name: "n", scopes: [READ], expiresAt: "${canary}" }) { secret } }`,
    ],
    ['a text that does not end', inServer(`password: "${canary}`)],
    ['a text where a name belongs', `{ viewer { "${canary}" } }`],
    ['a number where a name belongs', '{ viewer { 4815162342 } }'],
    ['a word where a bracket belongs', inServer(`password: "x" ) ${canary}`)],
    ['an unknown escape', inServer(`password: "\\q${canary}"`)],
    ['a unicode escape that is none', inServer(`password: "\\u${canary}"`)],
    ['a null for a text', inServer('host: null')],
    [
      'a default that does not fit',
      `query ($n: Int! = "${canary}") { deliveryServers(first: $n) { totalCount } }`,
    ],
  ])('is refused without repeating the value: %s', async (_, query) => {
    const { status, text, errors } = await post(app, query);
    expect(status).toBe(400);
    expect(errors[0].extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
    expect(text).not.toContain(canary);
    expect(text).not.toContain('4815162342');
  });

  it('has no suggestions from the schema in its refusal', async () => {
    const { text } = await post(app, '{ deliveryServer(id: "ds_1") { nam } }');
    expect(text).not.toMatch(/did you mean/i);
  });
});

describe('the log', () => {
  it('has no line about any of this but the requests themselves', () => {
    expect(app.log.filter(({ msg }) => msg !== 'request')).toEqual([]);
    expect(JSON.stringify(app.log)).not.toContain(canary);
  });
});
