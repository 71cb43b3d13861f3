import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { internalSchema } from '../../../src/app/schema.js';
import { compileOnSecondUse } from '../../../src/graphql/execution/compile-on-second-use.js';
import { compileOperation, interpretOperation } from '../../../src/graphql/execution/compiled-operation.js';
import { commands } from '../../../src/legacy/commands/index.js';
import { branches, creationOfServer, filtered, orderedBy, places, update } from './operation-texts.js';

describe('compileOnSecondUse', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));
  const parsed = (text: string) => {
    const document = parse(text);
    return [document, document.definitions[0] as OperationDefinitionNode] as const;
  };

  it('compiles a query when it comes for the second time, and once', () => {
    const choose = compileOnSecondUse(schema);
    const query = parsed('{ viewer { kind } }');
    const [first, second, third] = [choose(...query), choose(...query), choose(...query)];
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    expect(second.toString()).not.toBe(first.toString());
  });

  it.each([
    ['with 200 fields, fragments written out', places(20)],
    ['that is a mutation of one variable', update],
    ['that is a mutation without arguments', 'mutation { signOut { signedOut } }'],
  ])('compiles an operation %s', (_, text) => {
    const choose = compileOnSecondUse(schema);
    const operation = parsed(text);
    const [first, second] = [choose(...operation), choose(...operation)];
    expect(second.toString()).not.toBe(first.toString());
  });

  it('takes the same text for another query when it is parsed anew', () => {
    const choose = compileOnSecondUse(schema);
    const first = choose(...parsed('{ viewer { kind } }'));
    const second = choose(...parsed('{ viewer { kind } }'));
    expect(second.toString()).toBe(first.toString());
  });

  it.each([
    ['with more than 200 fields, fragments written out', places(21)],
    ['that is two mutations', 'mutation { a: signOut { signedOut } b: signOut { signedOut } }'],
    [
      'that is a mutation of values in the document',
      'mutation { apiKeyRevoke(input: { id: "key_1" }) { userErrors { code } } }',
    ],
    ['that is a mutation with a default in its input', creationOfServer],
    ['with a filter in a variable', filtered],
    ['with a variable in an object', orderedBy],
    ['with a variable that includes by default', branches],
    ['with a variable in a list', 'query ($id: ID!) { nodes(ids: [$id]) { id } }'],
  ])('interprets an operation %s', (_, text) => {
    const choose = compileOnSecondUse(schema);
    const operation = parsed(text);
    const [first, second, third] = [choose(...operation), choose(...operation), choose(...operation)];
    expect(second.toString()).toBe(first.toString());
    expect(third.toString()).toBe(first.toString());
  });
});

describe('the operations of the legacy commands', () => {
  it('are compiled, but for those with a default in their input', () => {
    const schema = internalSchema();
    const interpreted = commands.filter(({ operation: text }) => {
      const document = parse(text);
      const operation = document.definitions[0] as OperationDefinitionNode;
      const chosen = compileOperation(schema, document, operation);
      return chosen.toString() === interpretOperation(schema, document, undefined).toString();
    });
    expect(interpreted.map(({ name }) => name)).toEqual(['deliveryserver.create', 'deliveryservers.delete']);
  });
});
