import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  assertInterfaceType,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { wholeSchema as internal, publicSchema as schema } from '../../src/app/schema.js';
import { schemaText } from '../../src/app/schema-text.js';

const types = ownTypes(schema.getTypeMap());

function ownTypes(map: Record<string, GraphQLNamedType>): GraphQLNamedType[] {
  return Object.values(map).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
}

describe('schema.graphql', () => {
  it('is fresh: "npm run schema" would change nothing', () => {
    const committed = readFileSync(resolve(import.meta.dirname, '..', '..', 'schema.graphql'), 'utf8');
    expect(committed).toBe(schemaText());
  });
});

describe('the public schema', () => {
  it.each([
    ['public', schema],
    ['internal', internal],
  ])('is valid, as type-graphql is not asked to look: %s', (_, whole) => {
    expect(validateSchema(whole)).toEqual([]);
  });

  it.each([
    ['public', schema],
    ['internal', internal],
  ])('describes every type, field, argument, input field, enum value and directive: %s', (_, whole) => {
    const everyType = Object.values(whole.getTypeMap());
    expect(everyType.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Query', 'Mutation', 'Subscription', 'Port', 'String', '__Type']),
    );
    const members: Member[] = [
      ...everyType,
      ...everyType.flatMap((type) =>
        membersOf(type).map(({ name, description }) => ({ name: `${type.name}.${name}`, description })),
      ),
      ...whole
        .getDirectives()
        .flatMap(({ name, description, args }) => [
          { name: `@${name}`, description },
          ...args.map((argument) => ({ ...argument, name: `@${name}(${argument.name}:)` })),
        ]),
    ];
    // The language itself says nothing of its fields, only of its types.
    const own = members.filter(({ name }) => !/^__\w+\./.test(name));
    expect(own.filter(({ description }) => !description?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('describes in sentences', () => {
    const texts = types.flatMap((type) => [
      ...(type.description ? [type.description] : []),
      ...membersOf(type).map(({ description }) => description ?? ''),
    ]);
    expect(texts.filter((text) => text !== '' && !/^[\s\S]*[.`]$/.test(text))).toEqual([]);
  });

  it('says where each scalar of its own is specified', () => {
    const scalars = types.filter(isScalarType);
    expect(scalars.length).toBeGreaterThan(0);
    for (const { specifiedByURL } of scalars) expect(specifiedByURL).toMatch(/^https:/);
  });

  it('gives away a secret in three places alone: a new key, one in place of another, and a new session', () => {
    const named = /password|passphrase|secret|token|credential|hash|private|sealed|(?<!i|public)key$/i;
    const selectable = types.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields())
        // The name of a credential is no secret.
        .filter(({ name }) => named.test(name) && !name.endsWith('Name'))
        .filter((field) => ['String', 'ID'].includes(getNamedType(field.type).name))
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(selectable.sort()).toEqual([...secretPlaces].sort());
  });

  it('knows the type of an object behind an interface at once, as graphql-jit does not wait for it', () => {
    const interfaces = types.filter(isInterfaceType);
    expect(interfaces.length).toBeGreaterThan(1);
    const slow = interfaces.filter(({ resolveType }) => resolveType?.constructor.name !== 'Function');
    expect(slow.map(({ name }) => name)).toEqual([]);
  });

  it('lets all fields of all results of checks be asked for at once', () => {
    const results = schema.getPossibleTypes(assertInterfaceType(schema.getType('CheckResult')));
    const fields = results.flatMap((type) => Object.values(type.getFields()));
    const conflicts = fields.filter(({ name, type }) =>
      fields.some((other) => other.name === name && `${other.type}` !== `${type}`),
    );
    expect(conflicts.map(({ name }) => name)).toEqual([]);
  });

  it('has none of the internal fields, which the schema of the legacy API has', () => {
    const fieldsOf = (map: Record<string, GraphQLNamedType>) =>
      ownTypes(map)
        .filter(isObjectType)
        .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    const hidden = fieldsOf(internal.getTypeMap()).filter(
      (name) => !fieldsOf(schema.getTypeMap()).includes(name),
    );
    expect(hidden).toContain('DeliveryServer.smtpPassword');
    expect(schemaText()).not.toContain('smtpPassword');
  });

  it('names every mutation noun first, with one input and a payload of its own', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const payloads = mutations.map(({ type }) => getNamedType(type).name);
    expect(payloads).toEqual([...new Set(payloads)]);
    for (const { name, args, type } of mutations) {
      const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
      expect(`${type}`).toBe(`${capitalised}Payload!`);
      if (name !== 'signOut') {
        expect(args.map((argument) => `${argument.name}: ${argument.type}`)).toEqual([
          `input: ${capitalised}Input!`,
        ]);
      }
      const payload = schema.getType(`${capitalised}Payload`);
      const fields = isObjectType(payload) ? payload.getFields() : {};
      expect(`${fields.userErrors?.type}`).toBe('[UserError!]!');
    }
  });

  it('takes a secret in inputs alone', () => {
    const inputs = types.filter(isInputObjectType).flatMap((type) => Object.keys(type.getFields()));
    expect(inputs).toContain('password');
  });
});

const secretPlaces = ['ApiKeyCreatePayload.secret', 'ApiKeyRollPayload.secret', 'SignInPayload.sessionToken'];

interface Member {
  name: string;
  description?: string | null | undefined;
}

function membersOf(type: GraphQLNamedType): Member[] {
  if (isEnumType(type)) return [...type.getValues()];
  if (isInputObjectType(type)) return Object.values(type.getFields());
  if (isUnionType(type) || isScalarType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    field,
    ...field.args.map(({ name, description }) => ({ name: `${field.name}(${name}:)`, description })),
  ]);
}
