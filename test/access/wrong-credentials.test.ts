import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

/** What must not be taken for a key, made from a valid one. */
const texts: Record<string, (key: string) => string> = {
  'in lower case': (key) => key.toLowerCase(),
  'in upper case': (key) => key.toUpperCase(),
  'with a part in another case': (key) => key.replace('dgk_', 'DGK_'),
  'without its last character': (key) => key.slice(0, -1),
  'without its prefix': (key) => key.slice(4),
  'as its prefix alone': () => 'dgk_',
  'as its first half': (key) => key.slice(0, 23),
  twice: (key) => key + key,
  'with a character added': (key) => `${key}0`,
  'with its last character changed': (key) => key.slice(0, -1) + (key.endsWith('0') ? '1' : '0'),
  'in quotes': (key) => `"${key}"`,
  'in a list of JSON': (key) => `["${key}"]`,
  'with its scheme twice': (key) => `Bearer ${key}`,
  'followed by another': (key) => `${key},${key}`,
  'as 0': () => '0',
  'as 1': () => '1',
  'as true': () => 'true',
  'as null': () => 'null',
  'as []': () => '[]',
  'as {}': () => '{}',
  'as a wildcard': () => '%',
  'as a wildcard of its length': () => '_'.repeat(46),
  'as SQL': () => "' OR '1'='1",
  'as a very long text': () => 'x'.repeat(5_000),
};

/** What can be sent in a body but not in a header. */
const bodyTexts: Record<string, (key: string) => string> = {
  ...texts,
  'with a space after it': (key) => `${key} `,
  'with a space before it': (key) => ` ${key}`,
  'with a line break after it': (key) => `${key}\n`,
  'with a NUL after it': (key) => `${key}\0`,
  'with an invisible space after it': (key) => `${key}\u200b`,
  'with an accent on its last letter': (key) => `${key}\u0301`,
  'in wide letters': (key) =>
    [...key].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join(''),
  'as an empty text': () => '',
  'as a blank text': () => '  ',
};

/** What JSON can hold besides a text. */
const values: Record<string, (key: string) => unknown> = {
  'as the number 0': () => 0,
  'as the number 1': () => 1,
  'as true': () => true,
  'as false': () => false,
  'as null': () => null,
  'as an empty list': () => [],
  'as an empty object': () => ({}),
  'in a list': (key) => [key],
  'in an object': (key) => ({ 0: key }),
};

const names = ['APIKey', 'AdminAPIKey', 'api_key', 'SessionID'];

describe('GraphQL', () => {
  it('takes the key itself', async () => {
    expect((await answerTo(`Bearer ${app.adminKey}`)).status).toBe(200);
    expect((await answerTo(`bearer  ${app.adminKey}`)).status).toBe(200);
  });

  it.each(Object.entries(texts))('answers 401 to the key %s', async (_, spoil) => {
    const { status, body } = await answerTo(`Bearer ${spoil(app.adminKey)}`);
    expect(status).toBe(401);
    expect(body.errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED' });
    expect(body.data ?? null).toBeNull();
  });

  it.each([
    ['without a scheme', (key: string) => key],
    ['with another scheme', (key: string) => `Basic ${key}`],
    ['as a password of Basic', (key: string) => `Basic ${Buffer.from(`admin:${key}`).toString('base64')}`],
    ['with the scheme alone', () => 'Bearer'],
    ['with nothing between scheme and key', (key: string) => `Bearer${key}`],
    ['with nothing at all', () => ''],
  ])('answers 401 to a header %s', async (_, header) => {
    expect((await answerTo(header(app.adminKey))).status).toBe(401);
  });

  it('answers 401 to a key in the query string, in a cookie or in another header', async () => {
    const answer = await fetch(`${app.url}/graphql?APIKey=${app.adminKey}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: `APIKey=${app.adminKey}`,
        'x-api-key': app.adminKey,
      },
      body: JSON.stringify({ query: '{ viewer { name } }', APIKey: app.adminKey }),
    });
    expect(answer.status).toBe(401);
  });
});

describe('the legacy API', () => {
  it.each(names)('takes the key itself as %s', async (name) => {
    const { body } = await legacyAnswer({ [name]: app.adminKey });
    expect(body.ErrorCode).toBe(2);
  });

  describe.each(names)('as %s', (name) => {
    it.each(Object.entries({ ...bodyTexts, ...values }))('answers 99998 to the key %s', async (_, spoil) => {
      const { status, body } = await legacyAnswer({ [name]: spoil(app.adminKey) });
      expect(status).toBe(200);
      expect(body).toEqual({
        Success: false,
        ErrorCode: 99998,
        ErrorText: 'Authentication failure or session expired',
      });
    });
  });

  it.each(Object.entries(bodyTexts))('answers 99998 to a form with the key %s', async (_, spoil) => {
    const answer = await fetch(`${app.url}/api.php`, {
      method: 'POST',
      body: new URLSearchParams({ Command: 'deliveryservers.get', APIKey: spoil(app.adminKey) }),
    });
    expect(((await answer.json()) as { ErrorCode: number }).ErrorCode).toBe(99998);
  });

  it('answers 99998 when every place holds a wrong one', async () => {
    const { body } = await legacyAnswer(Object.fromEntries(names.map((name) => [name, 'wrong'])));
    expect(body.ErrorCode).toBe(99998);
  });
});

describe('the log', () => {
  it('has no line about wrong credentials but the requests themselves', () => {
    expect(app.log.filter(({ msg }) => msg !== 'request')).toEqual([]);
    expect(JSON.stringify(app.log)).not.toContain(app.adminKey);
  });
});

async function answerTo(authorization: string) {
  const answer = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  });
  const text = await answer.text();
  app.transcript.note(text);
  return { status: answer.status, body: JSON.parse(text) };
}

const legacyAnswer = (parameters: object) =>
  app.legacy({ Command: 'deliveryservers.get', ...parameters }, { key: null });
