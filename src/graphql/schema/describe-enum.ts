import { registerEnumType } from 'type-graphql';

/**
 * Makes an enum a type of the schema. The compiler names a value that has no description.
 * @param named the enum under its name in the schema
 */
export function describeEnum<Enum extends Record<string, string>>(
  named: Readonly<Record<string, Enum>>,
  description: string,
  descriptions: Readonly<Record<keyof Enum & string, string>>,
): void {
  const described = Object.entries(descriptions).map(([value, text]) => [value, { description: text }]);
  for (const [name, values] of Object.entries(named))
    registerEnumType(values, { name, description, valuesConfig: Object.fromEntries(described) });
}
