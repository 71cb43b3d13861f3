import { readFileSync } from 'node:fs';
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { wholeSchema } from '../../../src/app/schema.js';
import {
  compileOperation,
  createExecutorCache,
} from '../../../src/graphql/execution/compilation/compile-operation.js';
import { interpretOperation } from '../../../src/graphql/execution/interpret-operation.js';
import { commands } from '../../../src/legacy/commands/index.js';
import { branches, filtered, orderedBy, places, update } from './operation-texts.js';

describe('the cache of executors', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  const parsed = (text: string) => {
    const document = parse(text);
    return [document, document.definitions[0] as OperationDefinitionNode] as const;
  };

  it('compiles a query when it comes for the second time, and once', () => {
    const executorOf = createExecutorCache(schema);
    const query = parsed('{ viewer { kind } }');
    const [first, second, third] = [executorOf(...query), executorOf(...query), executorOf(...query)];
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(second.toString()).not.toBe(first.toString());
  });

  it.each([
    ['with 200 fields, fragments expanded', places(20)],
    ['of one field', '{ viewer { kind } }'],
  ])('compiles a query %s', (_, text) => {
    const executorOf = createExecutorCache(schema);
    const operation = parsed(text);
    const [first, second] = [executorOf(...operation), executorOf(...operation)];
    expect(second.toString()).not.toBe(first.toString());
  });

  it('takes the same text for another query when it is parsed anew', () => {
    const executorOf = createExecutorCache(schema);
    const first = executorOf(...parsed('{ viewer { kind } }'));
    const second = executorOf(...parsed('{ viewer { kind } }'));
    expect(second.toString()).toBe(first.toString());
  });

  it.each([
    ['with more than 200 fields, fragments expanded', places(21)],
    ['that is a mutation', update],
    ['that is a mutation without arguments', 'mutation { signOut { signedOut } }'],
    ['with a filter in a variable', filtered],
    ['with a variable in an object', orderedBy],
    ['with a variable that includes by default', branches],
    ['with a variable in a list', 'query ($id: ID!) { nodes(ids: [$id]) { id } }'],
  ])('interprets an operation %s', (_, text) => {
    const executorOf = createExecutorCache(schema);
    const operation = parsed(text);
    const [first, second, third] = [
      executorOf(...operation),
      executorOf(...operation),
      executorOf(...operation),
    ];
    expect(second.toString()).toBe(first.toString());
    expect(third.toString()).toBe(first.toString());
  });
});

describe('the operations of the legacy commands', () => {
  it('are compiled when they only read', () => {
    const interpreted = commands.filter(({ operation: text }) => {
      const document = parse(text);
      const operation = document.definitions[0] as OperationDefinitionNode;
      const chosen = compileOperation(wholeSchema, document, operation);
      return chosen.toString() === interpretOperation(wholeSchema, document, undefined).toString();
    });
    expect(interpreted.map(({ name }) => name)).toEqual(
      commands.flatMap(({ name, operation }) => (/^mutation\b/.test(operation.trim()) ? [name] : [])),
    );
  });
});
