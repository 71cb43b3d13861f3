import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { Report } from './programs/job.js';
import { snippet } from './snippets.js';
import { Workbench } from './workbench.js';

interface Generator {
  name: string;
  /** Folder of `programs`. */
  program: string;
  /** The files that the page tells to make. */
  files: Readonly<Record<string, string>>;
  generate: string;
  /** Where the page maps the scalars. */
  scalars: string;
}

const settings = snippet('json tsconfig.json');
const moduleSettings = { 'package.json': '{ "type": "module" }', 'tsconfig.json': settings };
const tadaPlugin = {
  name: 'gql.tada/ts-plugin',
  schema: './schema.graphql',
  tadaOutputLocation: './src/graphql-env.d.ts',
};

const generators: readonly Generator[] = [
  {
    name: 'GraphQL Code Generator',
    program: 'codegen',
    files: { ...moduleSettings, 'codegen.ts': snippet('ts codegen.ts') },
    generate: 'graphql-codegen',
    scalars: snippet('ts codegen.ts'),
  },
  {
    name: 'gql.tada',
    program: 'gql-tada',
    files: {
      ...moduleSettings,
      'tsconfig.json': withPlugin(tadaPlugin),
      'src/graphql.ts': snippet('ts src/graphql.ts'),
    },
    generate: 'gql.tada generate-output',
    scalars: snippet('ts src/graphql.ts'),
  },
  {
    name: 'genql',
    program: 'genql',
    // It writes imports that only CommonJS and bundlers follow.
    files: { 'tsconfig.json': settings },
    generate: snippet('sh'),
    scalars: snippet('sh'),
  },
  {
    name: 'the Relay compiler',
    program: 'relay',
    files: { 'tsconfig.json': settings, 'relay.config.json': snippet('json relay.config.json') },
    generate: 'relay-compiler',
    scalars: snippet('json relay.config.json'),
  },
];

function withPlugin(plugin: object): string {
  const { compilerOptions, ...rest } = JSON.parse(settings);
  return JSON.stringify({ ...rest, compilerOptions: { ...compilerOptions, plugins: [plugin] } });
}

const schemaText = readFileSync(resolve(import.meta.dirname, '../../../schema.graphql'), 'utf8');
const scalarNames = Object.values(buildSchema(schemaText).getTypeMap())
  .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => name);

describe.each(generators)('a client of $name', ({ program, files, generate, scalars }) => {
  let app: TestApp;
  let workbench: Workbench;
  let report: Report;

  beforeAll(async () => {
    app = await startTestApp();
    app.transcript.guard('SMTP password', 'a-password-of-a-generated-client');
    workbench = await Workbench.create(files);
    await workbench.addProgram(program);
    await workbench.run(generate);
    // The programs prove in their types that no scalar is `any`.
    await workbench.run('tsc');
    const output = await workbench.run('node dist/client.js', {
      GATEWAY_URL: app.url,
      GATEWAY_API_KEY: app.adminKey,
    });
    app.transcript.note(output);
    report = JSON.parse(output);
  });
  afterAll(async () => {
    await app?.stop();
    await workbench?.dispose();
  });

  it('creates a server and reads it back', () => {
    expect(report.read).toEqual({
      id: expect.stringMatching(/^ds_\d+$/),
      name: 'Relay A',
      smtp: { host: 'smtp.example.com', port: 587 },
      domains: { linkTracking: 'track.example.com', enforcedFrom: 'noreply@example.com' },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(report.created).toEqual(report.read);
  });

  it('pages through a list', () => {
    expect(report.pages).toEqual([['Relay A', 'Relay B'], ['Relay C']]);
  });

  it('is told which value was refused, and why', () => {
    expect(report.refusals).toEqual([{ field: ['input', 'smtp', 'username'], code: 'REQUIRED' }]);
  });

  it('has a type for every scalar of the schema', () => {
    expect(scalarNames.length).toBeGreaterThan(0);
    expect(scalarNames.filter((name) => !new RegExp(`\\b${name}\\b`).test(scalars))).toEqual([]);
  });
});
