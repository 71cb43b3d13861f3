import { GraphQLError } from 'graphql';

const deepest = 50;
const mostValues = 20_000;

/**
 * Refuses variables that are nested deeper than any input, or have more values in them: filters hold filters, so
 * reading such a value to its bottom would take the whole stack, and a long one costs before its length is judged.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function limitVariables(body: unknown): void {
  let values = 0;
  const look = (value: unknown, depth: number): void => {
    values += 1;
    if (values > mostValues) refuse(`Variables may have at most ${mostValues} values in them.`);
    if (typeof value !== 'object' || value === null) return;
    if (depth > deepest) refuse(`Variables may be nested at most ${deepest} deep.`);
    for (const item of Object.values(value)) look(item, depth + 1);
  };
  look((body as { variables?: unknown } | null | undefined)?.variables, 0);
}

function refuse(message: string): never {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
