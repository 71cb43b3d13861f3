import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createServer,
  everyServerField,
  mutation,
  post,
  serverInput,
  toldOfVariables,
} from '../../support/operations.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
const canary = `canary${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  app = await startTestApp();
  app.transcript.guard('canary value', canary);
});
afterAll(() => app?.stop());
const create = mutation('deliveryServerCreate', 'deliveryServer { id }');
const update = mutation('deliveryServerUpdate', `deliveryServer { ${everyServerField} }`);

async function refusal(query: string, variables: object) {
  const answer = await post(app, query, variables);
  expect(answer.text).not.toContain(canary);
  expect(answer.data ?? null).toBeNull();
  expect(answer.status).toBe(400);
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  return answer;
}

describe('variables that do not fit the schema', () => {
  it.each<[string, object, string[]]>([
    ['a text for a number', serverInput({ smtp: { port: canary } }), ['input.smtp.port INVALID']],
    ['a text for a port', serverInput({ smtp: { port: `587${canary}` } }), ['input.smtp.port INVALID']],
    [
      'a text for a boolean',
      serverInput({ smtp: { authRequired: canary } }),
      ['input.smtp.authRequired INVALID'],
    ],
    [
      'an unknown word of an enum',
      serverInput({ smtp: { security: canary } }),
      ['input.smtp.security INVALID'],
    ],
    ['an object for a text', serverInput({ name: { [canary]: canary } }), ['input.name INVALID']],
    ['a list for a text', serverInput({ smtp: { password: [canary] } }), ['input.smtp.password INVALID']],
    ['a text for an object', { ...serverInput(), smtp: canary }, ['input.smtp INVALID']],
    ['a list for an object', { ...serverInput(), domains: [canary] }, ['input.domains INVALID']],
    [
      'no domain',
      serverInput({ domains: { linkTracking: `${canary} ?` } }),
      ['input.domains.linkTracking INVALID'],
    ],
    [
      'no address',
      serverInput({ domains: { enforcedFrom: canary } }),
      ['input.domains.enforcedFrom INVALID'],
    ],
    ['null where a value is required', serverInput({ name: null }), ['input.name REQUIRED']],
    ['nothing where a value is required', serverInput({ name: undefined }), ['input.name REQUIRED']],
    ['a port of 0', serverInput({ smtp: { port: 0 } }), ['input.smtp.port INVALID']],
    ['a fraction for a port', serverInput({ smtp: { port: 25.5 } }), ['input.smtp.port INVALID']],
    [
      'a field that does not exist',
      serverInput({ smtp: { passphrase: canary } }),
      ['input.smtp.passphrase INVALID'],
    ],
  ])('are told of by path and code for %s', async (_, input, expected) => {
    expect(toldOfVariables(await refusal(create, { input }))).toEqual(expected);
  });

  it('are told of all at once, the rules beyond the schema too', async () => {
    const input = {
      name: '  ',
      smtp: {
        host: `not a host ${canary}`,
        port: canary,
        security: canary,
        timeoutSeconds: -1,
        authRequired: true,
        username: null,
        password: { [canary]: canary },
      },
      domains: { linkTracking: 'track.example.com', openTracking: null, mailFrom: `${canary} ?` },
    };
    const answer = await refusal(create, { input });
    expect(toldOfVariables(answer).sort()).toEqual([
      'input.domains.mailFrom INVALID',
      'input.domains.openTracking REQUIRED',
      'input.name REQUIRED',
      'input.smtp.host INVALID',
      'input.smtp.password INVALID',
      'input.smtp.port INVALID',
      'input.smtp.security INVALID',
      'input.smtp.timeoutSeconds OUT_OF_RANGE',
      'input.smtp.username REQUIRED',
    ]);
    for (const fieldError of answer.errors[0].extensions.fieldErrors) {
      expect(fieldError).toEqual({
        field: expect.any(Array),
        code: expect.any(String),
        message: expect.stringMatching(/^[A-Z].*\.$/),
      });
    }
  });

  it('are told of with what is wrong, for domains and addresses too', async () => {
    const domains = { linkTracking: 'track.example.com:443', enforcedFrom: 'A <a@example.com>' };
    const answer = await refusal(create, { input: serverInput({ smtp: { host: 'smtp\ud800' }, domains }) });
    const told = answer.errors[0].extensions.fieldErrors.map((one: { field: string[]; message: string }) => [
      one.field.at(-1),
      one.message,
    ]);
    expect(told).toEqual([
      ['linkTracking', expect.stringMatching(/port/)],
      ['enforcedFrom', expect.stringMatching(/"<" and ">"/)],
      ['host', expect.stringMatching(/cannot be seen/)],
    ]);
  });

  it('of an update are judged against the stored server in the same answer', async () => {
    const server = await createServer(app, { smtp: { authRequired: false, username: null } });
    const input = { id: server.id, smtp: { authRequired: true, port: canary } };
    expect(toldOfVariables(await refusal(update, { input }))).toEqual([
      'input.smtp.port INVALID',
      'input.smtp.username REQUIRED',
    ]);
  });

  it('of an update are told of beside an id that nothing has', async () => {
    const input = { id: 'ds_2147483647', smtp: { port: canary } };
    expect(toldOfVariables(await refusal(update, { input })).sort()).toEqual([
      'input.id NOT_FOUND',
      'input.smtp.port INVALID',
    ]);
  });

  it('change nothing', async () => {
    const before = await createServer(app);
    await refusal(update, { input: { id: before.id, name: 'Never', smtp: { port: canary } } });
    const { data } = await app.graphql(
      `query ($id: ID!) { deliveryServer(id: $id) { ${everyServerField} } }`,
      before,
    );
    expect(data.deliveryServer).toEqual(before);
  });

  it.each<[string, string, object, string[]]>([
    ['a whole input that is missing', create, {}, ['input REQUIRED']],
    ['a whole input that is a text', create, { input: canary }, ['input INVALID']],
    [
      'an id that is an object',
      'query ($id: ID!) { deliveryServer(id: $id) { id } }',
      { id: { [canary]: canary } },
      ['id INVALID'],
    ],
    [
      'an id that is null',
      'query ($id: ID!) { deliveryServer(id: $id) { id } }',
      { id: null },
      ['id REQUIRED'],
    ],
    [
      'an item of a list',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: ['ds_1', null, { [canary]: canary }] },
      ['ids.1 REQUIRED', 'ids.2 INVALID'],
    ],
    [
      'a number that is too large',
      'query ($n: Int!) { deliveryServerByLegacyId(legacyId: $n) { id } }',
      { n: 2_147_483_648 },
      ['n INVALID'],
    ],
    [
      'an item of an input',
      mutation('deliveryServersDelete', 'results { id }'),
      { input: { targets: [{ id: 'ds_1' }, {}, canary] } },
      ['input.targets.1.id REQUIRED', 'input.targets.2 INVALID'],
    ],
    [
      'a variable inside an input',
      'mutation ($name: String!) { userGroupCreate(input: { name: $name }) { userGroup { id } } }',
      { name: [canary] },
      ['name INVALID'],
    ],
    [
      'a time that is none',
      mutation('apiKeyCreate', 'secret'),
      { input: { name: 'x', scopes: ['READ', canary], expiresAt: `2025-13-01T00:00:00Z${canary}` } },
      ['input.scopes.1 INVALID', 'input.expiresAt INVALID'],
    ],
    [
      'a password for a number',
      mutation('signIn', 'expiresAt'),
      { input: { username: 'root', password: { [canary]: canary } } },
      ['input.password INVALID'],
    ],
  ])('are told of by path for %s', async (_, query, variables, expected) => {
    expect(toldOfVariables(await refusal(query, variables))).toEqual(expected);
  });

  it('are told of when the operation is one of several', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminKey}` },
      body: JSON.stringify({
        query: `query A { viewer { name } } query B($id: ID!) { deliveryServer(id: $id) { id } }`,
        operationName: 'B',
        variables: { id: null },
      }),
    });
    expect(toldOfVariables((await response.json()) as { errors: unknown[] })).toEqual(['id REQUIRED']);
  });
});

describe('a null that a default of the schema lets through validation', () => {
  it('is BAD_USER_INPUT inside an input too, not a fault of the gateway', async () => {
    const answer = await post(
      app,
      `mutation ($timeout: Int) { deliveryServerCreate(input: {
        name: "x"
        smtp: {
          host: "h.example.com", port: 25, security: NONE, authRequired: false
          password: "${canary}", timeoutSeconds: $timeout
        }
        domains: { linkTracking: "l.example.com", openTracking: "o.example.com", mailFrom: "m.example.com" }
      }) { deliveryServer { id } } }`,
      { timeout: null },
    );
    expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(answer.text).not.toContain(canary);
  });
});

describe('a null where a default of the variable lets it through validation', () => {
  it.each([
    ['@include of a root field', 'viewer @include(if: $told) { name }'],
    ['@skip of a root field', 'viewer @skip(if: $told) { name }'],
    ['@skip of a root fragment', '... @skip(if: $told) { viewer { name } }'],
    ['@include further down', 'viewer { name @include(if: $told) }'],
    ['@include of a fragment further down', 'viewer { ... @include(if: $told) { name } }'],
  ])('is BAD_USER_INPUT for %s', async (_what, selection) => {
    const query = `query ($told: Boolean = true) { ${selection} }`;
    // The second time the query may have been compiled.
    for (const told of [null, true, null]) {
      const { errors, data } = await post(app, query, { told });
      if (told === null)
        expect(errors?.map(({ extensions }: { extensions: object }) => extensions)).toEqual([
          expect.objectContaining({ code: 'BAD_USER_INPUT' }),
        ]);
      else expect([errors, data]).toEqual([undefined, expect.anything()]);
    }
  });
});

describe('the log', () => {
  it('has no line about any of this but the requests themselves', () => {
    expect(app.log.filter(({ msg }) => msg !== 'request')).toEqual([]);
    expect(JSON.stringify(app.log)).not.toContain(canary);
  });
});
