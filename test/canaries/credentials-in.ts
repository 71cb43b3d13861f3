import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Sent } from './watched-gateway.js';
import { form, inForm, inJson, inQuery, json, type WayIn, waysOf } from './way-in.js';

const keyOfOurs = (prefix: string) => `${prefix}_${randomBytes(21).toString('hex')}`;

/** A word where no secret belongs: it is a key, a session, a password. */
const places: Record<string, (word: string) => Sent> = {
  Authorization: (word) => ({
    path: '/graphql',
    headers: { ...json, authorization: `Bearer ${word}` },
    body: '{"query":"{ viewer { name } }"}',
  }),
  'Authorization without Bearer': (word) => ({
    path: '/graphql',
    headers: { ...json, authorization: word },
    body: '{"query":"{ viewer { name } }"}',
  }),
  'Authorization of Basic': (word) => ({
    path: '/graphql',
    headers: { ...json, authorization: `Basic ${Buffer.from(`root:${word}`).toString('base64')}` },
    body: '{"query":"{ viewer { name } }"}',
  }),
  'X-API-Key': (word) => ({
    path: '/api.php',
    headers: { ...form, 'x-api-key': word },
    body: 'Command=deliveryservers.get',
  }),
  APIKey: (word) => inForm({ Command: 'deliveryservers.get', APIKey: word }),
  SessionID: (word) => inForm({ Command: 'deliveryservers.get', SessionID: word }),
  'APIKey in the address': (word) => inQuery({ Command: 'deliveryservers.get', APIKey: word }),
  'the path of api.php': (word) => ({ method: 'GET', path: `/api.php/${word}` }),
  'the path of api/v1': (word) => ({ method: 'GET', path: `/api/v1/${word}` }),
  'a path': (word) => ({ method: 'GET', path: `/${word}` }),
  'a path below the playground': (word) => ({ method: 'GET', path: `/playground/${word}` }),
  'the address of a query': (word) => ({
    method: 'GET',
    path: `/graphql?query=%7Bviewer%7Bname%7D%7D&key=${word}`,
  }),
  'a method': (word) => ({ method: 'GET', path: '/graphql', headers: { 'x-http-method-override': word } }),
  'the command': (word) => inForm({ Command: word, APIKey: word }),
  'the key of a repeated write': (word) => ({
    ...inForm({ Command: 'deliveryservers.get', APIKey: word }),
    headers: { ...form, 'idempotency-key': word },
  }),
  'the user name': (word) => inJson({ Command: 'admin.login', Username: word, Password: word }),
  'headers that name requests and clients': (word) => ({
    path: '/graphql',
    headers: {
      ...json,
      ...Object.fromEntries(
        [
          'x-request-id',
          'traceparent',
          'tracestate',
          'baggage',
          'x-forwarded-for',
          'x-forwarded-host',
          'forwarded',
          'origin',
          'referer',
          'user-agent',
          'cookie',
          'accept',
          'accept-language',
          'if-none-match',
          'apollographql-client-name',
        ].map((name) => [name, word]),
      ),
    },
    body: '{"query":"{ viewer { name } }"}',
  }),
  'the hash of a persisted query': (word) => ({
    path: '/graphql',
    headers: json,
    body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: word } } }),
  }),
};

/** Twice, as the first time a name is not counted apart. */
const named: Record<string, WayIn> = {
  'the name of an operation': async (gateway, canaries, way) => {
    const given = ['dgk', 'dgs'].map((prefix) => canaries.guard(`${prefix}_ in ${way}`, keyOfOurs(prefix)));
    for (const operationName of [...given, canaries.plantWord(`word in ${way}`)])
      for (const _ of [1, 2])
        await gateway.send(way, {
          path: '/graphql',
          headers: { ...json, authorization: `Bearer ${gateway.app.adminKey}` },
          body: JSON.stringify({ operationName, query: `query ${operationName} { viewer { name } }` }),
        });
  },
};

const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { message } } }';

const signIns: Record<string, WayIn> = {
  'signIn with a wrong password': (gateway, canaries, way) =>
    gateway.graphql(way, signIn, {
      input: { username: 'root', password: canaries.plant('wrong password in GraphQL') },
    }),
  'signIn with the password as user name': (gateway, canaries, way) =>
    gateway.graphql(way, signIn, {
      input: { username: canaries.plant('password as user name'), password: 'x' },
    }),
  'admin.login with a wrong password': (gateway, canaries, way) =>
    gateway.send(
      way,
      inForm({
        Command: 'admin.login',
        Username: 'root',
        Password: canaries.plant('wrong password in the legacy API'),
      }),
    ),
};

/** What is no HTTP, with a word in it. */
const garbage: Record<string, (word: string) => string> = {
  'a line that is no request': (word) => `${word}\r\n\r\n`,
  'an unknown version': (word) => `GET /${word} HTTP/7.7\r\nHost: a\r\n\r\n`,
  'a header that is none': (word) => `GET / HTTP/1.1\r\nHost: a\r\n${word}\r\n\r\n`,
  'two lengths': (word) =>
    `POST /${word} HTTP/1.1\r\nHost: a\r\nX: ${word}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
  'headers that are too long': (word) =>
    `GET /${word} HTTP/1.1\r\nHost: a\r\nX: ${word.repeat(9_000)}\r\n\r\n`,
  'a host': (word) => `GET / HTTP/1.1\r\nHost: ${word}@${word}\r\n\r\n`,
  'a body that ends early': (word) =>
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"query":"${word}`,
  'an upgrade': (word) =>
    `GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${word}\r\n\r\n`,
};

/** What is said on a WebSocket. */
const messages: Record<string, (word: string) => unknown[]> = {
  'a WebSocket that signs in': (word) => [
    { type: 'connection_init', payload: { Authorization: `Bearer ${word}`, authToken: word, [word]: word } },
  ],
  'a WebSocket that subscribes': (word) => [
    { type: 'connection_init' },
    {
      id: word,
      type: 'subscribe',
      payload: { query: `subscription { ${word} }`, variables: { [word]: word } },
    },
  ],
  'a WebSocket that says anything': (word) => [{ type: word, payload: word }],
};

const onWebSocket =
  (make: (word: string) => unknown[]): WayIn =>
  async ({ app }, canaries, way) => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('message', (message) => canaries.keep(`the answer to ${way}`, String(message)));
    socket.on('close', (_, reason) => canaries.keep(`the answer to ${way}`, reason));
    await once(socket, 'open');
    const word = canaries.plantWord(`word by ${way}`);
    for (const message of make(word)) socket.send(JSON.stringify(message));
    socket.send(word);
    await once(socket, 'close');
  };

/** Credentials, right and wrong ones, at their places and elsewhere. */
export const credentialsIn: Record<string, WayIn> = {
  ...signIns,
  ...named,
  ...waysOf(places, (make) => async (gateway, canaries, way) => {
    const given = ['dgk', 'dgs'].map((prefix) => canaries.guard(`${prefix}_ in ${way}`, keyOfOurs(prefix)));
    for (const word of [...given, canaries.plantWord(`word in ${way}`), gateway.app.adminKey])
      await gateway.send(way, make(word));
  }),
  ...waysOf(messages, onWebSocket),
  ...waysOf(
    garbage,
    (make) => (gateway, canaries, way) => gateway.sendRaw(way, make(canaries.plantWord(`word in ${way}`))),
  ),
};
