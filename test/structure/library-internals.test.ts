import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import express from 'express';
import { buildSchema } from 'graphql';
import type { Pool, PoolConnection, RowDataPacket } from 'mysql2';
import { getMetadataStorage } from 'type-graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeSchema } from '../../src/app/schema.js';
import { AnswerDeadline } from '../../src/http/answer-deadline.js';
import { listen } from '../../src/http/http-server.js';
import { stopping } from '../../src/http/refusal.js';
import { openTextTable, type TextTable } from '../support/text-table.js';

// What this project relies on in libraries beyond what they document. Each message says where.

describe('Apollo Server', () => {
  const place = 'Look at src/graphql/execution/execution.ts.';

  /** The answer to a query, and the contexts that the executor of the gateway was called with. */
  async function answered(ready: GraphQLResponse | null) {
    const contexts: unknown[] = [];
    let contextOfPlugin: unknown;
    const plugin: ApolloServerPlugin = {
      requestDidStart: async () => ({
        async responseForOperation({ contextValue }) {
          contextOfPlugin = contextValue;
          return ready;
        },
      }),
    };
    const server = new ApolloServer({
      plugins: [plugin],
      gateway: {
        load: async () => ({
          async executor({ context }) {
            contexts.push(context);
            return { data: { word: 'of the executor' } };
          },
        }),
        onSchemaLoadOrUpdate(callback) {
          callback({ apiSchema: buildSchema('type Query { word: String }'), coreSupergraphSdl: '' });
          return () => {};
        },
        stop: async () => {},
      },
    });
    const { body } = await server.executeOperation({ query: '{ word }' });
    await server.stop();
    return { word: body.kind === 'single' && body.singleResult.data?.word, contexts, contextOfPlugin };
  }

  it('calls the executor of a gateway with the context that plugins get when none of them has an answer', async () => {
    const { word, contexts, contextOfPlugin } = await answered(null);
    expect(word, place).toBe('of the executor');
    expect(contexts, place).toHaveLength(1);
    expect(contexts[0], `Results are found by their context. ${place}`).toBe(contextOfPlugin);
  });

  it('does not call it when a plugin has an answer', async () => {
    const singleResult = { data: { word: 'of the plugin' } };
    const http = { status: undefined, headers: new Map() } as unknown as GraphQLResponse['http'];
    const { word, contexts } = await answered({ http, body: { kind: 'single', singleResult } });
    expect(word, place).toBe('of the plugin');
    expect(contexts, place).toEqual([]);
  });
});

describe('Express', () => {
  it('leaves the prototypes that requests and responses of the server already have', async () => {
    const place =
      'Requests take longer when it sets others. Look at "messageClasses" in src/http/http-server.ts.';
    const app = express();
    const created: (object | null)[] = [];
    const handled: (object | null)[] = [];
    const prototypes = (...messages: object[]) => messages.map((message) => Object.getPrototypeOf(message));
    app.use((request, response) => {
      handled.push(...prototypes(request, response));
      response.end();
    });
    const seenBefore = new Proxy(app, {
      apply(target, _self, [request, response]: [IncomingMessage, ServerResponse]) {
        created.push(...prototypes(request, response));
        target(request, response);
      },
    });
    const server = await listen(seenBefore, () => {}, {
      host: '127.0.0.1',
      port: 0,
      basePath: '',
      deadline: new AnswerDeadline(60_000),
      refusalOf: () => stopping,
      log: { request() {} },
    });
    await fetch(`http://127.0.0.1:${server.port}/`);
    await server.stop({ listenUntil: 0, refuseAt: 0, cutAt: 0 });

    expect(created).toHaveLength(2);
    expect(created[0], place).toBe(app.request);
    expect(created[1], place).toBe(app.response);
    expect(handled[0], place).toBe(created[0]);
    expect(handled[1], place).toBe(created[1]);
  });
});

describe('type-graphql', () => {
  const source = readFileSync(new URL('../../src/app/schema.ts', import.meta.url), 'utf8');

  it('orders the fields of Query and Mutation by the imports of their resolvers', () => {
    const place = 'The order of schema.graphql comes from it. Look at the imports of src/app/schema.ts.';
    const imported = [...source.matchAll(/^import \{ (\w+Resolver) \}/gm)].map(([, name]) => name);
    const { queries, mutations } = getMetadataStorage();
    for (const [fields, type] of [
      [queries, wholeSchema.getQueryType()],
      [mutations, wholeSchema.getMutationType()],
    ] as const) {
      const resolvers = [...new Set(fields.map(({ target }) => target.name))];
      expect(resolvers.length).toBeGreaterThan(2);
      expect(resolvers, place).toEqual(imported.filter((name) => resolvers.includes(String(name))));
      const names = fields.map(({ schemaName }) => schemaName);
      expect(names, place).toEqual(Object.keys(type?.getFields() ?? {}));
    }
  });

  it('gives plain fields no resolver', () => {
    const place = 'Compiled queries read plain properties only. Look at src/graphql/schema/field-marks.ts.';
    const type = wholeSchema.getType('DeliveryServer') as ReturnType<typeof wholeSchema.getQueryType>;
    expect(type?.getFields().name?.resolve, place).toBeUndefined();
  });
});

describe('TypeORM on mysql2', () => {
  let table: TextTable;
  beforeAll(async () => {
    table = await openTextTable();
  });
  afterAll(() => table?.close());

  const readPlace = 'Reads use the pool. Look at src/sql/read.ts.';
  const poolOf = () => (table.dataSource.driver as unknown as { pool: Pool }).pool;

  /** Runs a prepared statement with a callback, and gives its first value. */
  function firstValue(connection: PoolConnection, sql: string): Promise<unknown> {
    return new Promise((resolve, reject) =>
      connection.execute<RowDataPacket[]>(sql, [], (error, rows) =>
        error ? reject(error) : resolve(rows[0]?.value),
      ),
    );
  }

  it('has a pool whose connections execute prepared statements, after the settings of their session', async () => {
    const pool = poolOf();
    expect(pool?.getConnection, readPlace).toBeTypeOf('function');
    const connection = await new Promise<PoolConnection>((resolve, reject) =>
      pool.getConnection((error, taken) => (error ? reject(error) : resolve(taken))),
    );
    const place = 'Look at "createConfiguredPool" in src/database/data-source.ts.';
    expect(await firstValue(connection, 'SELECT @@session.time_zone AS value'), place).toBe('+00:00');
    connection.release();
  });

  it('connects a query runner to a connection of the pool, the same each time', async () => {
    const place = 'Look at src/sql/execute.ts, and "destroyConnection" in src/sql/transact.ts.';
    const acquired: PoolConnection[] = [];
    poolOf().on('acquire', (connection) => acquired.push(connection));
    const queryRunner = table.dataSource.createQueryRunner();
    await queryRunner.startTransaction();
    const connection: PoolConnection = await queryRunner.connect();
    expect(acquired, place).toContain(connection);
    expect(await queryRunner.connect(), place).toBe(connection);
    const [row] = await queryRunner.query('SELECT CONNECTION_ID() AS value');
    expect(await firstValue(connection, 'SELECT CONNECTION_ID() AS value'), place).toBe(row.value);

    connection.destroy();
    await expect(queryRunner.query('SELECT 1'), `A destroyed connection is used. ${place}`).rejects.toThrow();
    await queryRunner.release();
    const [next] = await table.dataSource.query('SELECT CONNECTION_ID() AS value');
    expect(next.value, `A destroyed connection came back to the pool. ${place}`).not.toBe(row.value);
  });

  it('asks a connection for its promises at every statement, and takes what it is given', async () => {
    const place = 'Look at "connection.promise" in src/database/data-source.ts: it may be for nothing now.';
    const queryRunner = table.dataSource.createQueryRunner();
    const connection: PoolConnection = await queryRunner.connect();
    const { promise } = connection;
    expect(promise(), place).toBe(promise());
    let asked = 0;
    connection.promise = () => {
      asked += 1;
      return promise();
    };
    await queryRunner.query('SELECT 1');
    await queryRunner.query('SELECT 2');
    connection.promise = promise;
    await queryRunner.release();
    expect(asked, place).toBe(2);
  });
});
