import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ playgroundDirectory: import.meta.dirname });
});
afterAll(() => app?.stop());

const printed = (text: string) => printSchema(lexicographicSortSchema(buildSchema(text)));
const schema = printed(readFileSync(resolve(import.meta.dirname, '../../schema.graphql'), 'utf8'));

/** What the editors and generators ask for; Altair and Insomnia build their query with graphql-js too. */
describe('the query that a client reads the schema with', () => {
  it.each([
    ['of Insomnia', { inputValueDeprecation: true }],
    ['of Altair', { inputValueDeprecation: true, specifiedByUrl: true, directiveIsRepeatable: true }],
    ['of GraphiQL', { schemaDescription: true, inputValueDeprecation: true }],
    [
      'with all options',
      {
        descriptions: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        oneOf: true,
      },
    ],
  ])('gives the whole schema: that %s', async (_, options) => {
    const { data, errors } = await app.graphql<IntrospectionQuery>(getIntrospectionQuery(options));
    expect(errors).toBeUndefined();
    const read = lexicographicSortSchema(buildClientSchema(data as IntrospectionQuery));
    expect(printSchema(read).length).toBeGreaterThan(schema.length * 0.95);
    expect(Object.keys(read.getTypeMap()).sort()).toEqual(
      Object.keys(buildSchema(schema).getTypeMap()).sort(),
    );
  });

  it('without descriptions is answered', async () => {
    const { data } = await app.graphql<IntrospectionQuery>(getIntrospectionQuery({ descriptions: false }));
    expect(buildClientSchema(data as IntrospectionQuery).getQueryType()?.description).toBeFalsy();
  });

  // Apollo Kotlin first asks what the introspection of a server can do, and then for what it can.
  it('may be preceded by one about the introspection itself', async () => {
    const types = ['__Schema', '__Type', '__Field', '__InputValue', '__Directive', '__EnumValue'];
    const asked = types.map(
      (name) => `${name.slice(2)}: __type(name: "${name}") { fields { name args { name } } }`,
    );
    const { data } = await app.graphql(`query PreIntrospection { ${asked.join(' ')} }`);
    const argumentsOf = (type: string, field: string) =>
      data[type].fields
        .find(({ name }: { name: string }) => name === field)
        ?.args.map(({ name }: { name: string }) => name);
    expect(argumentsOf('Type', 'inputFields')).toEqual(['includeDeprecated']);
    expect(argumentsOf('Field', 'args')).toEqual(['includeDeprecated']);
    expect(argumentsOf('Directive', 'args')).toEqual(['includeDeprecated']);
    expect(argumentsOf('Schema', 'description')).toEqual([]);
    expect(argumentsOf('Type', 'specifiedByURL')).toEqual([]);
  });

  it('may follow types as deep as a generator likes', async () => {
    const deep = (levels: number): string =>
      levels === 0 ? 'name' : `kind name ofType { ${deep(levels - 1)} }`;
    const { errors } = await app.graphql(
      `{ __schema { types { name fields { name type { ${deep(12)} } } } } }`,
    );
    expect(errors).toBeUndefined();
  });
});
