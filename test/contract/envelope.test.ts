import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodings, type RequestParameters } from '../support/encodings.js';
import { createServer } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type CommandName, documentedCommands } from './documentation.js';

const unauthenticated =
  '{"Success":false,"ErrorCode":99998,"ErrorText":"Authentication failure or session expired"}';
const unprivileged = '{"Success":false,"ErrorCode":99999,"ErrorText":"Not enough privileges"}';
const json = 'application/json; charset=utf-8';

let app: TestApp;
let endpoint: string;

beforeAll(async () => {
  app = await startTestApp();
  endpoint = `${app.url}/api.php`;
});
afterAll(() => app?.stop());

describe('a request without a valid credential', () => {
  const wrong: readonly RequestParameters[] = [
    {},
    { APIKey: '' },
    { APIKey: null },
    { APIKey: 'wrong' },
    { SessionID: 'wrong' },
    { SessionID: '' },
    { AdminAPIKey: 'wrong' },
    { api_key: 'wrong' },
    { APIKey: 'wrong', SessionID: 'wrong' },
    { APIKey: 0 },
    { APIKey: true },
    { APIKey: [] },
    { APIKey: {} },
    { SessionID: 0 },
    { SessionID: true },
    { SessionID: [true] },
  ];

  for (const { name: command, example } of documentedCommands) {
    it.each(wrong.map((credential) => [JSON.stringify(credential), credential] as const))(
      `answers 99998 to ${command} with %s, before any parameter is looked at`,
      async (_, credential) => {
        const { text, status, headers } = await app.legacy(
          { Command: command, ...credential },
          { key: null },
        );
        expect(text).toBe(unauthenticated);
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe(json);
      },
    );

    it(`answers 99998 to the example of ${command} as printed`, async () => {
      expect((await app.legacy(example.request, { key: null })).text).toBe(unauthenticated);
    });

    it.each(Object.keys(encodings))(`answers 99998 to ${command} with a wrong key %s`, async (encoding) => {
      const answer = await encodings[encoding]?.(endpoint, { Command: command, APIKey: 'wrong' });
      expect(await answer?.text()).toBe(unauthenticated);
    });
  }

  it('answers 99998 to a wrong bearer token', async () => {
    const answer = await postJson({ Command: 'deliveryservers.get' }, { authorization: 'Bearer wrong' });
    expect(await answer.text()).toBe(unauthenticated);
  });

  it.each([
    ['in upper case', (key: string) => key.toUpperCase()],
    ['in lower case', (key: string) => key.toLowerCase()],
    ['padded at the end', (key: string) => `${key} `],
    ['padded at the start', (key: string) => ` ${key}`],
    ['cut by a character', (key: string) => key.slice(0, -1)],
    ['in a list', (key: string) => [key]],
  ] as const)('answers 99998 to a valid key %s', async (_, spoil) => {
    const spoilt = spoil(app.adminKey);
    if (spoilt === app.adminKey) return;
    const { text } = await app.legacy({ Command: 'deliveryservers.get', APIKey: spoilt }, { key: null });
    expect(text).toBe(unauthenticated);
  });

  it.each(['APIKey', 'AdminAPIKey', 'api_key', 'apikey'])(
    'is accepted once %s holds a valid key',
    async (name) => {
      const { body } = await app.legacy(
        { Command: 'deliveryservers.get', [name]: app.adminKey },
        { key: null },
      );
      expect(body.ErrorCode).not.toBe(99998);
    },
  );

  it('is accepted once the bearer token is a valid key', async () => {
    const answer = await postJson(
      { Command: 'deliveryservers.get' },
      { authorization: `Bearer ${app.adminKey}` },
    );
    expect(await answer.text()).not.toBe(unauthenticated);
  });
});

describe('a request whose key lacks the scope', () => {
  const insufficient: Readonly<Record<CommandName, 'READ' | 'VERIFY'>> = {
    'deliveryserver.create': 'READ',
    'deliveryserver.testresults': 'READ',
    'deliveryserver.update': 'READ',
    'deliveryservers.delete': 'READ',
    'deliveryservers.get': 'VERIFY',
  };

  it.each(Object.entries(insufficient))(
    'answers 99999 to %s with %s alone, before any parameter is looked at',
    async (command, scope) => {
      const key = await app.createKey([scope]);
      const { text, status, headers } = await app.legacy({ Command: command }, { key });
      expect(text).toBe(unprivileged);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe(json);
    },
  );

  it('never shows a password to a key that may read but not read secrets', async () => {
    await createServer(app, { SendMethodSMTPPassword: 'for-privileged-eyes' });
    const withSecrets = await app.legacy({ Command: 'deliveryservers.get' });
    expect(withSecrets.text).toContain('for-privileged-eyes');

    const key = await app.createKey(['READ']);
    const { text, body } = await app.legacy({ Command: 'deliveryservers.get' }, { key });
    expect(body.Success).toBe(true);
    expect(text).not.toContain('for-privileged-eyes');
  });
});

describe('an unknown command', () => {
  const answer =
    '{"Success":false,"ErrorCode":100003,"ErrorText":"Invalid API command: \\"nope\\" not found.","Errors":[{"Code":100003,"Message":"Invalid API command: \\"nope\\" not found."}]}';

  it.each([
    ['without a credential', {}],
    ['with a wrong credential', { APIKey: 'wrong' }],
  ])('answers 100003 %s: commands are looked up before credentials', async (_, credential) => {
    const { text, status, headers } = await app.legacy({ Command: 'nope', ...credential }, { key: null });
    expect(text).toBe(answer);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe(json);
  });

  it('answers 100003 with a valid credential', async () => {
    expect(await app.legacy({ Command: 'nope' })).toMatchObject({ status: 400, text: answer });
  });

  it.each(Object.keys(encodings))('answers 100003 %s', async (encoding) => {
    const response = await encodings[encoding]?.(endpoint, { Command: 'nope' });
    expect(response?.status).toBe(400);
    expect(await response?.text()).toBe(answer);
  });

  it.each([[''], [' '], [null], [[]], [{}], [undefined]])(
    'answers 100003 when Command is %j',
    async (command) => {
      const { status, body, headers } = await app.legacy({ Command: command, APIKey: app.adminKey });
      expect(status).toBe(400);
      expect(body).toMatchObject({ Success: false, ErrorCode: 100003, Errors: [{ Code: 100003 }] });
      expect(Object.keys(body)).toEqual(['Success', 'ErrorCode', 'ErrorText', 'Errors']);
      expect(headers.get('content-type')).toBe(json);
    },
  );

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'answers 100003 to %s',
    async (command) => {
      const { status, body } = await app.legacy({ Command: command });
      expect(status).toBe(400);
      expect(body.ErrorCode).toBe(100003);
    },
  );

  it('is not one that differs from a known command by case alone', async () => {
    const { text } = await app.legacy({ Command: 'DeliveryServers.GET' }, { key: null });
    expect(text).toBe(unauthenticated);
  });
});

describe('a body that is no JSON object', () => {
  it.each(['{"Command":', '{Command: 1}', '[]', '["Command"]', '"deliveryservers.get"', '5', 'true', 'null'])(
    'answers 100000 to %s',
    async (body) => {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      await expectRequestError(answer, 100000);
    },
  );
});

describe('a request nobody can read', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])('answers 100001 to %s', async (method) => {
    const answer = await fetch(endpoint, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Command: 'deliveryservers.get', APIKey: app.adminKey }),
    });
    await expectRequestError(answer, 100001);
  });

  it.each([
    ['application/xml', '<Command>deliveryservers.get</Command>'],
    ['text/csv', 'Command\ndeliveryservers.get\n'],
    ['application/octet-stream', '\u0000\u0001\u0002'],
  ])('answers 100001 to a body of %s', async (contentType, body) => {
    const answer = await fetch(endpoint, { method: 'POST', headers: { 'content-type': contentType }, body });
    await expectRequestError(answer, 100001);
  });

  it.each(['PUT', 'POST'])('answers in JSON to a %s that asks for XML', async (method) => {
    const answer = await fetch(`${endpoint}?ResponseFormat=XML`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: '{"Command":',
    });
    await expectRequestError(answer, method === 'PUT' ? 100001 : 100000);
  });
});

async function expectRequestError(answer: Response, code: number): Promise<void> {
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toBe(json);
  const body = await answer.json();
  expect(body).toMatchObject({ Success: false, ErrorCode: code, ErrorText: expect.stringMatching(/./) });
  expect(Object.keys(body as object).slice(0, 3)).toEqual(['Success', 'ErrorCode', 'ErrorText']);
}

function postJson(parameters: RequestParameters, headers: Record<string, string>): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(parameters),
  });
}
