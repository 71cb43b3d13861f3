import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../../src/app/schema.js';
import { Sight } from '../../../src/caller/sight.js';
import { openDataSource } from '../../../src/database/data-source.js';
import { rulesForInvalidInputs } from '../../../src/delivery-servers/graphql/rules-for-invalid-inputs.js';
import { DeliveryServerService } from '../../../src/delivery-servers/service/delivery-server.service.js';
import { variableProblems } from '../../../src/graphql/inputs/variable-problems.js';
import type { Problem } from '../../../src/problems/problem.js';
import { createTransact } from '../../../src/sql/transact.js';
import { createMigratedDatabase } from '../../support/migrated-database.js';
import {
  createGroup,
  createServer,
  mutation,
  post,
  serverInput,
  toldOfVariables,
} from '../../support/operations.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { TestDatabase } from '../../support/test-database.js';
import { type GeneratedRequest, RequestGenerator, randomFrom } from './generated-inputs.js';

/** Of the generator: the same number makes the same requests. */
const seed = Number(process.env.GENERATOR_SEED ?? 20_251_228);
/** Straight to what judges the variables of a request, and through HTTP. */
const judged = 20_000;
const sent = 500;
/** Requests that are under way at once. */
const atOnce = 25;

let database: TestDatabase;
let dataSource: DataSource;
let app: TestApp;

beforeAll(async () => {
  database = await createMigratedDatabase();
  const adminApiKey = 'a key of the environment, which no request can revoke';
  app = await startTestApp({ databaseUrl: database.url, rateLimit: 0, adminApiKey });
  dataSource = await openDataSource({ url: database.url, tls: null });
  for (const _ of ['1', '2']) {
    await createServer(app);
    await createGroup(app);
  }
});
afterAll(async () => {
  await dataSource?.destroy();
  await app?.stop();
  await database?.drop();
});

/** Does something with every request, some at once, and says which request and seed it was that failed. */
async function forEach(count: number, work: (request: GeneratedRequest) => Promise<void>): Promise<void> {
  const generator = new RequestGenerator(randomFrom(seed));
  const requests = Array.from({ length: count }, () => generator.next());
  const workThrough = async () => {
    for (let request = requests.pop(); request; request = requests.pop()) {
      // Most of the work waits for nothing, so others would have no turn for seconds.
      await nextTurn();
      await work(request).catch((error) => {
        throw new Error(`seed ${seed}: ${JSON.stringify(request).slice(0, 2_000)}`, { cause: error });
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, workThrough));
}

/** A gateway on a busy machine may have no time for a request, and says so. Then it is sent again, as clients do. */
async function answerTo(query: string, variables: object) {
  for (let tries = 1; ; tries++) {
    const answer = await post(app, query, variables);
    if (answer.status !== 503 || tries === 5) return answer;
    await sleep(1_000);
  }
}

describe('generated: the variables of a request', () => {
  it('are refused with paths where graphql-js refuses them, and nowhere else', async () => {
    // As the gateway makes it; to ask what is wrong takes a transaction alone.
    const service = new DeliveryServerService(
      createTransact(dataSource),
      ...([] as never as [never, never, never, never]),
    );
    const rules = rulesForInvalidInputs(service);
    const operations = new Map<string, OperationDefinitionNode>();
    let refused = 0;
    await forEach(judged, async ({ query, variables }) => {
      const operation = operations.get(query) ?? (parse(query).definitions[0] as OperationDefinitionNode);
      operations.set(query, operation);
      const problems = await variableProblems(schema, operation, variables, rules, Sight.ofAll);
      const definitions = operation.variableDefinitions ?? [];
      const { errors } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
      expect(problems.length > 0).toBe(errors !== undefined);
      expectTelling(
        problems,
        definitions.map(({ variable }) => variable.name.value),
      );
      if (errors) refused += 1;
    });
    expect(refused).toBeGreaterThan(judged / 5);
    expect(refused).toBeLessThan((judged * 4) / 5);
  }, 60_000);

  it('never make the gateway answer 5xx', async () => {
    const codes = new Map<string, number>();
    app.log.length = 0;
    await forEach(sent, async ({ query, variables }) => {
      const { status, errors } = await answerTo(query, variables);
      expect(status, JSON.stringify(errors)).toBeLessThan(500);
      const code = errors?.[0].extensions.code ?? 'none';
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (code === 'BAD_USER_INPUT' && errors[0].extensions.fieldErrors)
        expect(errors[0].extensions.fieldErrors.length).toBeGreaterThan(0);
    });
    expect(['BAD_USER_INPUT', 'COST_LIMIT_EXCEEDED', 'RATE_LIMITED', 'none']).toEqual(
      expect.arrayContaining([...codes.keys()]),
    );
    expect(codes.get('none')).toBeGreaterThan(sent / 5);
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  }, 60_000);
});

function expectTelling(problems: readonly Problem[], variables: readonly string[]): void {
  for (const { path, message } of problems) {
    expect(variables).toContain(path[0]);
    expect(message).toMatch(/^[A-Z].*\.$/);
  }
  const paths = problems.map(({ path }) => path.join('.'));
  expect(new Set(paths).size).toBe(paths.length);
}

describe('tags that are no texts', () => {
  let id: string;
  beforeAll(async () => {
    // Its own: the generated requests delete servers.
    ({ id } = await createServer(app));
  });

  it.each<[unknown, string[]]>([
    [[null], ['input.tags.0 REQUIRED']],
    [[1], ['input.tags.0 INVALID']],
    [1, ['input.tags INVALID']],
    [true, ['input.tags INVALID']],
    [[[]], ['input.tags.0 INVALID']],
    [{}, ['input.tags INVALID']],
    [['a', null], ['input.tags.1 REQUIRED']],
    [
      ['a', null, ' ', {}],
      ['input.tags.1 REQUIRED', 'input.tags.3 INVALID', 'input.tags.2 REQUIRED'],
    ],
    [
      [null, ...Array.from({ length: 21 }, (_, index) => `tag ${index}`)],
      ['input.tags.0 REQUIRED', 'input.tags TOO_LONG'],
    ],
  ])('are refused by path in create and update: %j', async (tags, expected) => {
    const inputs = {
      deliveryServerCreate: { ...serverInput(), tags },
      deliveryServerUpdate: { id, tags },
    };
    for (const [field, input] of Object.entries(inputs)) {
      const answer = await post(app, mutation(field, 'deliveryServer { id }'), { input });
      expect([answer.status, answer.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(toldOfVariables(answer)).toEqual(expected);
    }
  });

  it('are refused beside everything else that is wrong', async () => {
    const input = { ...serverInput({ name: ' ', smtp: { port: '25', host: 'a b' } }), tags: [null, 5] };
    const answer = await post(app, mutation('deliveryServerCreate', 'deliveryServer { id }'), { input });
    expect(toldOfVariables(answer).sort()).toEqual([
      'input.name REQUIRED',
      'input.smtp.host INVALID',
      'input.smtp.port INVALID',
      'input.tags.0 REQUIRED',
      'input.tags.1 INVALID',
    ]);
  });
});
