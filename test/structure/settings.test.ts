import { isInputObjectType, isNonNullType, isObjectType, Kind, parse, type SelectionSetNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { publicSchema as schema } from '../../src/app/schema.js';
import { everyServerField } from '../support/operations.js';

const created = leavesOf('DeliveryServerCreateInput');
const changed = leavesOf('DeliveryServerUpdateInput');
const read = leavesOf('DeliveryServer');

describe('the settings of a delivery server', () => {
  it('are the same when it is created and when it is changed', () => {
    expect(typesOf(changed, ['id', 'expectedVersion'])).toEqual(typesOf(created, []));
  });

  it('can be left out of a change', () => {
    const required = [...changed].filter(([, { isRequired }]) => isRequired).map(([path]) => path);
    expect(required).toEqual(['id']);
  });

  it('can be read, but for the password', () => {
    const { 'smtp.password': password, idempotencyKey: _, ...readable } = typesOf(created, []);
    expect(password).toBe('String');
    expect(typesOf(read, [])).toMatchObject(readable);
  });
});

describe('the tests of delivery servers', () => {
  it('read every field', () => {
    const [definition] = parse(`{ ${everyServerField} }`).definitions;
    const asked = definition?.kind === Kind.OPERATION_DEFINITION ? pathsOf(definition.selectionSet) : [];
    // What a user group has is read where user groups are tested, what a run found where runs are, and who did what there.
    const elsewhere =
      /^(assignments\.userGroup$|verificationRuns\.|history\.|verification\.checks\.(?!(kind|status|source)$))/;
    const own = [...read.keys()].filter((path) => !elsewhere.test(path));
    expect(own).toContain('verification.checks.kind');
    expect(asked).toEqual(expect.arrayContaining(own));
  });
});

interface Leaf {
  type: string;
  isRequired: boolean;
}

/** The innermost fields of a type by their paths. An object with an id of its own is one field. */
function leavesOf(name: string, prefix = ''): Map<string, Leaf> {
  const type = schema.getType(name);
  const isOther = prefix !== '' && isObjectType(type) && 'id' in type.getFields();
  if (isOther || !(isObjectType(type) || isInputObjectType(type))) return new Map();
  return new Map(
    Object.values(type.getFields()).flatMap((field) => {
      const path = `${prefix}${field.name}`;
      const inner = leavesOf(`${field.type}`.replace(/[[\]!]/g, ''), `${path}.`);
      // What an item of a list needs, nobody needs who sends no list.
      const isList = `${field.type}`.startsWith('[');
      if (inner.size > 0)
        return [...inner].map(
          ([name, leaf]) => [name, isList ? { ...leaf, isRequired: false } : leaf] as const,
        );
      return [[path, { type: `${field.type}`.replaceAll('!', ''), isRequired: isNonNullType(field.type) }]];
    }),
  );
}

function typesOf(leaves: Map<string, Leaf>, without: readonly string[]): Record<string, string> {
  const kept = [...leaves].filter(([path]) => !without.includes(path));
  return Object.fromEntries(kept.map(([path, { type }]) => [path, type]));
}

/** The paths of the innermost fields of a selection. */
function pathsOf({ selections }: SelectionSetNode, prefix = ''): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    const path = `${prefix}${selection.name.value}`;
    return selection.selectionSet ? pathsOf(selection.selectionSet, `${path}.`) : [path];
  });
}
