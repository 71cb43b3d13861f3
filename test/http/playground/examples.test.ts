import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleGroups } from '../../../src/http/playground/page/examples/example-groups.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const schema = buildSchema(
  readFileSync(fileURLToPath(new URL('../../../schema.graphql', import.meta.url)), 'utf8'),
);
const examples = exampleGroups.flatMap((group) => [...group.examples]);

describe('the examples of the playground', () => {
  it.each(examples)('"$title" fits the schema, and so do its variables', ({ query, variables }) => {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    const definitions = getOperationAST(document)?.variableDefinitions ?? [];
    expect(getVariableValues(schema, definitions, variables).errors).toBeUndefined();
    expect(Object.keys(variables)).toEqual(definitions.map(({ variable }) => variable.name.value));
  });

  it('have titles and operation names of their own', () => {
    const titles = examples.map(({ title }) => title);
    const names = examples.map(({ query }) => getOperationAST(parse(query))?.name?.value);
    expect(names).not.toContain(undefined);
    expect(new Set(titles).size).toBe(examples.length);
    expect(new Set(names).size).toBe(examples.length);
  });

  it('show every root field, but for a few that others explain', () => {
    const shown = new Set(examples.flatMap(({ query }) => rootFields(query)));
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
      (type) => Object.keys(type?.getFields() ?? {}),
    );
    const plain = [
      ...['node', 'nodes', 'userGroup', 'signOut', 'userGroupUpdate', 'userGroupDelete'],
      ...[
        'adminUpdate',
        'adminDisable',
        'adminEnable',
        'viewerPasswordChange',
        'apiKeyUpdate',
        'secretsRotate',
      ],
      // There is nothing to show on demo data, where no webhook is set.
      'verificationWebhook',
    ];
    expect(fields.filter((field) => !shown.has(field)).sort()).toEqual(plain.sort());
  });
});

describe('the examples of the playground on a new installation', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ administrator: { username: 'admin', password: 'change-me' } });
  });
  afterAll(() => app?.stop());

  it('work one after the other', async () => {
    for (const { title, query, variables } of examples) {
      // Those take a WebSocket.
      if (getOperationAST(parse(query))?.operation === 'subscription') continue;
      const { data, errors } = await app.graphql(query, variables);
      expect([title, errors]).toEqual([title, undefined]);
      for (const answer of Object.values<{ userErrors?: unknown[] } | null>(data)) {
        expect([title, answer?.userErrors ?? []]).toEqual([title, []]);
      }
    }
    const { data } = await app.graphql(
      '{ userGroup(id: "ug_1") { assignments { channel deliveryServer { name state tags } } } }',
    );
    const deliveryServer = { name: 'Main relay (TLS)', state: 'ENABLED', tags: ['eu', 'warm-up'] };
    expect(data.userGroup.assignments).toEqual([{ channel: 'MARKETING', deliveryServer }]);
  });
});

function rootFields(query: string): string[] {
  const { selections = [] } = getOperationAST(parse(query))?.selectionSet ?? {};
  return selections.flatMap((selection) => ('name' in selection ? [selection.name.value] : []));
}
