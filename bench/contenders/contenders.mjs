import { resolve } from 'node:path';
import { graphqlRequests, jsonRequests, legacyRequests } from '../operations.mjs';
import { startPhp } from './start-php.mjs';
import { startProcess } from './start-process.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const { PATH, HOME } = process.env;

/** What `npm start` gives the gateway, and everybody else gets as well. */
const nodeOptions = ['--min-semi-space-size=16'];

/** The gateway as built and as `npm start` starts it, with nothing but documented settings. */
export const startGateway = (settings, output, program = 'dist/main.js') =>
  startProcess({
    command: process.execPath,
    args: [...nodeOptions, program],
    cwd: root,
    env: { PATH, HOME, PORT: '0', RATE_LIMIT: '1000000000', ...settings },
    output,
  });

const peer =
  (name, ...args) =>
  ({ databaseUrl, secretsKey, directory }) =>
    startProcess({
      command: process.execPath,
      args: [...nodeOptions, ...args],
      cwd: root,
      env: { PATH, HOME, NODE_ENV: 'production', DATABASE_URL: databaseUrl, SECRETS_KEY: secretsKey },
      output: `${directory}/${name}.log`,
    });

/** Everything that is measured: how it is started, and what it can be asked. The gateway is the first. */
export const contenders = [
  {
    name: 'gateway',
    title: 'this gateway',
    about:
      'as built: API key believed for 5 seconds, request limits, rate limit and log on; reads by id that come together share a statement, those of the same list its rows, updates that come together a transaction, in which rows are locked and the changes recorded for subscribers',
    start: ({ databaseUrl, secretsKey, apiKey, directory }) =>
      startGateway(
        { DATABASE_URL: databaseUrl, SECRETS_KEY: secretsKey, ADMIN_API_KEY: apiKey },
        `${directory}/gateway.log`,
      ),
    requests: { ...graphqlRequests, ...legacyRequests },
  },
  {
    name: 'limit',
    title: 'the limit',
    about:
      '`node:http`, a prepared statement through mysql2, `JSON.stringify`; API key believed for 5 seconds',
    start: peer('limit', 'bench/peers/limit.mjs'),
    requests: {
      ...jsonRequests,
      getAll: legacyRequests.getAll,
      legacyFullUpdate: legacyRequests.legacyFullUpdate,
    },
  },
  {
    name: 'express',
    title: 'Express + mysql2',
    about: 'Express 5 and mysql2 as one writes it; API key believed for 5 seconds',
    start: peer('express', 'bench/peers/express-mysql2.mjs'),
    requests: jsonRequests,
  },
  {
    name: 'mercurius',
    title: 'mercurius + JIT',
    about:
      'on Fastify, documents compiled; looks ahead and reads a page with two statements, with no loader for each server; API key believed for 5 seconds',
    start: peer('mercurius', 'bench/peers/mercurius.mjs'),
    requests: graphqlRequests,
  },
  {
    name: 'yoga-jit',
    title: 'yoga + JIT',
    about: 'GraphQL Yoga on `node:http` with graphql-jit and dataloader; API key believed for 5 seconds',
    start: peer('yoga-jit', 'bench/peers/yoga.mjs', '--jit'),
    requests: graphqlRequests,
  },
  {
    name: 'yoga',
    title: 'yoga',
    about: 'the same without graphql-jit',
    start: peer('yoga', 'bench/peers/yoga.mjs'),
    requests: graphqlRequests,
  },
  {
    name: 'graphql-http',
    title: 'graphql-http',
    about: 'the reference implementation on `node:http`, with dataloader; API key believed for 5 seconds',
    start: peer('graphql-http', 'bench/peers/graphql-http.mjs'),
    requests: graphqlRequests,
  },
  {
    name: 'usual',
    title: 'the usual way',
    about:
      'Apollo Server, type-graphql and TypeORM `find` with relations; API key looked up for every request',
    start: peer('usual', '--import', '@oxc-node/core/register', 'bench/peers/usual.ts'),
    requests: {
      read: graphqlRequests.read,
      page: graphqlRequests.page,
      pages: graphqlRequests.pages,
      update: graphqlRequests.update,
    },
  },
  {
    name: 'php',
    title: 'php-fpm + mysqli',
    about:
      'behind nginx, opcache on, 16 workers with lasting connections and prepared statements; API key looked up for every request',
    start: startPhp,
    needs: 'php',
    requests: legacyRequests,
  },
  {
    name: 'php-plain',
    title: 'php-fpm, streaming, in plain text',
    about:
      'the same as the old system may have been: passwords stored as they are, and the get of all sent row by row as the database gives them',
    start: (parts) => startPhp(parts, { PLAIN_TEXT: '1' }),
    needs: 'php',
    requests: { getAll: legacyRequests.getAll, legacyGet: legacyRequests.legacyGet },
    isOnlyFor: 'get-all',
  },
];
