import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, type GraphQLObjectType, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { CacheReport } from './programs/cached.js';
import { snippet, snippetsOf } from './snippets.js';
import { Workbench } from './workbench.js';

const textOf = (path: string) => readFileSync(resolve(import.meta.dirname, path), 'utf8');
const page = snippetsOf('clients.md');
const pageFiles = Object.fromEntries(page.map(({ title, text }) => [title.replace(/^ts /, ''), text]));
const programs = ['apollo-client', 'urql', 'graphql-request', 'event-stream', 'stitching'];

let app: TestApp;
let workbench: Workbench;

/** One folder with the files of the page and all programs, because the compiler takes longer than they do. */
beforeAll(async () => {
  const shared = ['job.ts', 'cached.ts'].map((name) => [`src/${name}`, textOf(`programs/${name}`)]);
  const clients = programs.map((name) => [`src/run-${name}.ts`, textOf(`programs/${name}/client.ts`)]);
  workbench = await Workbench.create({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': snippet('json tsconfig.json'),
    ...pageFiles,
    ...Object.fromEntries([...shared, ...clients]),
  });
  await workbench.run('tsc');
  await workbench.run(
    `cp -r dist untold && echo 'export const embeddedTypes = [];' > untold/embedded-types.js`,
  );
});
afterAll(() => workbench?.dispose());

/** Gives the tests around it a gateway of their own, with nothing in it. */
function startBefore(): void {
  beforeAll(async () => {
    app = await startTestApp({ playgroundDirectory: import.meta.dirname });
    app.transcript.guard('SMTP password', 'a-password-of-a-generated-client');
  });
  afterAll(() => app?.stop());
}

/** Runs a program and gives what it prints; of those in `untold` nobody said which types have no id. */
async function run(program: string, folder: 'dist' | 'untold' = 'dist') {
  app.log.length = 0;
  // Node 20 has a WebSocket as browsers have it, but does not show it. Clients warn in development alone.
  const node = 'node --experimental-websocket --conditions=development';
  const environment = { GATEWAY_URL: app.url, GATEWAY_API_KEY: app.adminKey };
  const output = await workbench.run(`${node} ${folder}/run-${program}.js`, environment);
  app.transcript.note(output);
  return JSON.parse(output);
}

/** The ways in that were used, such as `GET /graphql 200`. */
function requests(): Set<string> {
  const lines = app.log.filter(({ msg }) => msg === 'request');
  return new Set(lines.map(({ method, path, status }) => `${method} ${path} ${status}`));
}

const cacheClients = [
  { name: 'Apollo Client', program: 'apollo-client', methods: ['POST'], pages: [2, 3], losesParts: true },
  { name: 'urql', program: 'urql', methods: ['GET', 'POST'], pages: [2, 3], losesParts: false },
];

describe.each(cacheClients)(
  '$name with the settings of the page',
  ({ program, methods, pages, losesParts }) => {
    let report: CacheReport;
    let asked: Set<string>;

    startBefore();
    beforeAll(async () => {
      report = await run(program);
      asked = requests();
    });

    it('keeps one part of an object without an id when another part comes', () => {
      expect(report.kept).toMatchObject({
        deliveryServer: {
          name: 'Cached A',
          smtp: { host: 'smtp.example.com' },
          domains: { linkTracking: 'track.example.com' },
          senderRotation: { enabled: false },
          verification: { status: 'NOT_CHECKED' },
          assignments: [],
        },
        viewer: { kind: 'API_KEY' },
      });
    });

    it('puts the pages of a list together', () => {
      expect(report.pages.map(({ length }) => length)).toEqual(pages);
      expect(report.pages.at(-1)).toEqual(['Cached A', 'Cached B', 'Cached C']);
    });

    it('sees in its cache what a mutation changed', () => {
      expect(report.renamed).toBe('Renamed');
      expect(report.assigned).toEqual([1, 2, 1, 0]);
    });

    it('hears of changes over a WebSocket', () => {
      expect(report.heard).toBe('CREATED');
    });

    it('warns of nothing', () => {
      expect(report.warnings).toEqual([]);
    });

    it('is answered whichever way it asks', () => {
      expect(asked).toEqual(new Set(methods.map((method) => `${method} /graphql 200`)));
    });

    it('warns without the list of types that have no id', async () => {
      const { kept, warnings }: CacheReport = await run(program, 'untold');
      expect(kept === null).toBe(losesParts);
      expect(warnings.length).toBeGreaterThan(0);
    });
  },
);

describe('graphql-request', () => {
  startBefore();

  it('reads by POST and by GET, and POSTs a mutation either way', async () => {
    const answer = { deliveryServer: { name: 'Requested' } };
    expect(await run('graphql-request')).toEqual([answer, answer, { viewer: { kind: 'API_KEY' } }]);
    expect(requests()).toEqual(new Set(['POST /graphql 200', 'GET /graphql 200']));
  });
});

describe('server-sent events', () => {
  startBefore();

  it('come to graphql-sse by POST and to an EventSource by GET', async () => {
    const data = { deliveryServerChanged: { kind: 'CREATED', deliveryServer: { name: 'Streamed' } } };
    expect(await run('event-stream')).toEqual([{ data }, { data }]);
    const opened = app.log.filter(({ msg, opened }) => msg === 'subscription' && opened);
    expect(opened.length).toBe(2);
    await expect.poll(requests).toContain('GET /graphql/stream 499');
  });
});

describe('a schema that wraps that of the gateway', () => {
  startBefore();

  it('reads, writes and hears through it, and hands errors on', async () => {
    expect(await run('stitching')).toEqual({
      refused: [{ code: 'REQUIRED', field: ['input', 'name'] }],
      read: { again: { title: 'Stitched', smtp: { port: 587, security: 'STARTTLS' } } },
      failed: ['BAD_USER_INPUT'],
      heard: { deliveryServerChanged: { kind: 'CREATED', deliveryServer: { name: 'Stitched' } } },
    });
    expect(requests()).toContain('POST /graphql 200');
  });
});

describe('the page on clients', () => {
  it('lists every type without an id that can be in a cache', () => {
    const listed = [...snippet('ts src/embedded-types.ts', page).matchAll(/'(\w+)'/g)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual(embeddedTypes());
  });

  it('names the releases that are tested here', () => {
    const { devDependencies } = JSON.parse(textOf('package.json'));
    const told = [...textOf('../../../docs/clients.md').matchAll(/`([@\w/-]+)` (\d+\.\d+\.\d+)/g)];
    expect(told.length).toBe(8);
    for (const [, name = '', version] of told) expect([name, devDependencies[name]]).toEqual([name, version]);
  });

  it('has no code that no program here uses', () => {
    const used = programs.map((program) => textOf(`programs/${program}/client.ts`)).join();
    const modules = Object.keys(pageFiles).map((path) => path.replace(/^src\/(.*)\.ts$/, './$1.js'));
    const own = './embedded-types.js';
    expect(modules.filter((module) => module !== own && !used.includes(`'${module}'`))).toEqual([]);
  });
});

/** Object types without an id that queries and subscriptions can answer, pages aside. */
function embeddedTypes(): string[] {
  const schema = buildSchema(textOf('../../../schema.graphql'));
  const reached = new Set<GraphQLObjectType>();
  const reach = (type: GraphQLObjectType) => {
    if (reached.has(type)) return;
    reached.add(type);
    for (const field of Object.values(type.getFields())) {
      const fieldType = getNamedType(field.type);
      if (isObjectType(fieldType)) reach(fieldType);
      if (isInterfaceType(fieldType)) schema.getPossibleTypes(fieldType).forEach(reach);
    }
  };
  const roots = [schema.getQueryType(), schema.getSubscriptionType()].filter(isObjectType);
  for (const root of roots) reach(root);
  return [...reached]
    .filter((type) => !roots.includes(type) && !('id' in type.getFields()))
    .map(({ name }) => name)
    .filter((name) => !/PageInfo$|(?:Connection|Edge)$/.test(name))
    .sort();
}
