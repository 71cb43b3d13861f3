import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, promisify } from 'node:util';
import { buildSchema, type ExecutionResult, execute, isObjectType, parse } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { describe, expect, it } from 'vitest';
import { exclusions } from '../../../src/graphql/execution/compilation/compilability.js';

const list = 'src/graphql/execution/compilation/compilability.ts';
const use = 'src/graphql/execution/compilation/graphql-jit.ts';
const packageFile = new URL('../../../node_modules/graphql-jit/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8'));

const schema = buildSchema(`
  input Filter { text: String }
  type Query { filtered(by: Filter): String numbers(of: [Int!]): String thrown: String absent: Int! }
`);

/** What resolvers were called with. */
let calls: string[] = [];
for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
  if (type.name.startsWith('__')) continue;
  for (const field of Object.values(type.getFields())) {
    field.resolve = async (_source, args) => {
      calls.push(`${field.name} ${JSON.stringify(args)}`);
      if (field.name === 'thrown') throw new Error('Thrown.');
      return field.name === 'absent' ? null : 'done';
    };
  }
}

interface Run {
  result: ExecutionResult | 'refused';
  calls: string[];
}

interface Request {
  query: string;
  variables?: Record<string, unknown>;
}

async function compiled({ query, variables = {} }: Request): Promise<Run> {
  calls = [];
  const operation = compileQuery(schema, parse(query), undefined, { disablingCapturingStackErrors: true });
  const result: ExecutionResult | 'refused' = isCompiledQuery(operation)
    ? await operation.query(undefined, {}, variables)
    : 'refused';
  return { result, calls };
}

async function interpreted({ query, variables = {} }: Request): Promise<Run> {
  calls = [];
  const result = await execute({ schema, document: parse(query), variableValues: variables });
  return { result, calls };
}

/** What of a run a client or a resolver can see. */
const visible = ({ result, calls }: Run) =>
  result === 'refused'
    ? result
    : { data: result.data, errors: result.errors?.map(({ message }) => message), calls };

const entries = Object.entries(exclusions).flatMap(([name, { wrongIn }]) =>
  wrongIn === null ? [] : [{ name, wrongIn }],
);

const differs = async (query: string, variables: Record<string, unknown> = {}) => {
  const [one, other] = [await compiled({ query, variables }), await interpreted({ query, variables })];
  return !isDeepStrictEqual(visible(one), visible(other));
};

/** In a process with a small stack: to fill a usual one takes half a minute. */
async function overflows(input: string): Promise<boolean> {
  const program = `
    import { buildSchema, parse } from 'graphql';
    import { compileQuery } from 'graphql-jit';
    const schema = buildSchema('${input} type Query { filtered(by: Filter): String }');
    const { errors } = compileQuery(schema, parse('query ($by: Filter) { filtered(by: $by) }'));
    console.log(errors?.[0]?.message ?? 'compiled');`;
  const parameters = ['--stack-size=200', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, parameters, { cwd: import.meta.dirname });
  return stdout.includes('Maximum call stack');
}

/** Whether graphql-jit gets a kind of operation wrong. */
const isWrong: Record<string, () => Promise<boolean>> = {
  recursiveInput: () => overflows('input Filter { not: Filter }'),
  variableInValue: () => differs('query ($text: String) { filtered(by: { text: $text }) }'),
  defaultInDirective: () =>
    differs('query ($is: Boolean = true) { numbers @include(if: $is) }', { is: null }),
};

describe('graphql-jit', () => {
  it.each(entries)('still gets wrong what is listed as $name', async ({ name, wrongIn }) => {
    const check = isWrong[name];
    if (!check)
      throw new Error(`"${name}" of ${list} has no operation in this test. Add one that goes wrong.`);
    expect(await check(), `graphql-jit ${version} gets "${name}" right. Take it out of ${list}.`).toBe(true);
    expect(wrongIn, `"${name}" is wrong in graphql-jit ${version}, too. Say so in ${list}.`).toBe(version);
  });

  it('lets null pass in a list of non-null, the other half of variableInValue', async () => {
    const query = 'query ($one: Int = 4) { numbers(of: [$one]) }';
    const { calls } = await compiled({ query, variables: { one: null } });
    expect(calls, `graphql-jit ${version} refuses it. Look at variableInValue in ${list}.`).toHaveLength(1);
  });

  it('gives a result like that of graphql-js when nothing goes wrong', async () => {
    const request = { query: 'query ($of: [Int!]) { numbers(of: $of) }', variables: { of: [1] } };
    expect(await compiled(request), `Look at ${use}.`).toEqual(await interpreted(request));
  });

  it('names the original of an error that was thrown, and of no other', async () => {
    const { result } = await compiled({ query: '{ thrown }' });
    const { result: own } = await compiled({ query: '{ absent }' });
    if (result === 'refused' || own === 'refused') throw new Error('Nothing was compiled.');
    expect(result.errors?.[0]?.originalError, `Look at "isThrown" in ${use}.`).toBeInstanceOf(Error);
    expect(own.errors?.[0]?.originalError, `Look at "isThrown" in ${use}.`).toBeUndefined();
  });

  it('has errors without extensions', async () => {
    const { result } = await compiled({ query: '{ thrown }' });
    const error = result === 'refused' ? undefined : result.errors?.[0];
    expect(error).toMatchObject({
      message: 'Thrown.',
      path: ['thrown'],
      locations: [{ line: 1, column: 3 }],
    });
    expect(error?.extensions, `"realError" can go from ${use}.`).toBeUndefined();
  });

  it('gets a small input object right that does not contain itself', async () => {
    expect(await overflows('input Filter { text: String }')).toBe(false);
  });
});
