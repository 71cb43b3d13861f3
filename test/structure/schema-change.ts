import { ChangeType, CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';

/**
 * What stands against a schema that follows another one: changes that break clients, unless they remove what was
 * deprecated and whose day has come, and deprecations that do not name such a day.
 * @param before the schema that clients know, or null when there is none to compare with
 * @param today in UTC, such as `2027-01-31`
 */
export async function schemaProblems(before: string | null, after: string, today: string): Promise<string[]> {
  const schema = buildSchema(after);
  const malformed = members(schema)
    .filter(({ deprecationReason }) => deprecationReason !== null && removalDay(deprecationReason) === null)
    .map(({ path }) => `${path}: the reason of @deprecated must be "Use X. Removal on YYYY-MM-DD UTC."`);
  return before === null ? malformed : [...malformed, ...(await breakingChanges(before, schema, today))];
}

async function breakingChanges(before: string, schema: GraphQLSchema, today: string): Promise<string[]> {
  const earlier = buildSchema(before);
  const removable = removablePaths(earlier, today);
  const changes = await diff(earlier, schema);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ type, path }) => !(removals.has(type) && removable.has(path ?? '')))
    .map(({ message }) => `${message}.`);
}

const removals = new Set<string>([
  ChangeType.FieldRemoved,
  ChangeType.FieldArgumentRemoved,
  ChangeType.InputFieldRemoved,
  ChangeType.EnumValueRemoved,
  ChangeType.TypeRemoved,
]);

/** Everything whose deprecation ran out. A type cannot be deprecated: it goes with the last that needed it. */
function removablePaths(schema: GraphQLSchema, today: string): Set<string> {
  const all = members(schema);
  const paths = new Set(all.filter(({ deprecationReason }) => isDue(deprecationReason, today)).map(pathOf));
  const isRemovable = ({ path }: Member) => prefixes(path).some((prefix) => paths.has(prefix));
  for (let size = -1; size !== paths.size; ) {
    size = paths.size;
    for (const typeName of Object.keys(schema.getTypeMap())) {
      const users = all.filter((member) => member.typeName === typeName);
      if (users.length > 0 && users.every(isRemovable)) paths.add(typeName);
    }
  }
  return paths;
}

/** `A.b.c` is removed with `A.b`, and with `A`. */
function prefixes(path: string): string[] {
  const names = path.split('.');
  return names.map((_, index) => names.slice(0, index + 1).join('.'));
}

function isDue(reason: string | null, today: string): boolean {
  const day = reason === null ? null : removalDay(reason);
  return day !== null && day <= today;
}

/** The day in a reason of the required form, or null. */
function removalDay(reason: string): string | null {
  const day = /^Use \S.*\. Removal on (\d{4}-\d\d-\d\d) UTC\.$/s.exec(reason)?.[1] ?? null;
  if (day === null) return null;
  const time = Date.parse(day);
  // JavaScript takes the 31st of February for the 3rd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : null;
}

/** What can be deprecated: a field, an argument, an input field or an enum value. */
interface Member {
  /** `Type.field`, `Type.field.argument`, `Input.field` or `Enum.VALUE`. */
  path: string;
  /** Of its value; null for an enum value. */
  typeName: string | null;
  deprecationReason: string | null;
}

function pathOf({ path }: Member): string {
  return path;
}

function members(schema: GraphQLSchema): Member[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .flatMap(membersOf);
}

function membersOf(type: GraphQLNamedType): Member[] {
  if (isEnumType(type)) {
    return type.getValues().map(({ name, deprecationReason }) => ({
      path: `${type.name}.${name}`,
      typeName: null,
      deprecationReason: deprecationReason ?? null,
    }));
  }
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => member(type.name, field));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    member(type.name, field),
    ...field.args.map((argument) => member(`${type.name}.${field.name}`, argument)),
  ]);
}

type TypedMember = { name: string; type: unknown; deprecationReason?: string | null | undefined };

function member(parent: string, { name, type, deprecationReason }: TypedMember): Member {
  const typeName = getNamedType(type as GraphQLNamedType).name;
  return { path: `${parent}.${name}`, typeName, deprecationReason: deprecationReason ?? null };
}
