import { GraphQLError } from 'graphql';

const deepest = 50;

/**
 * Refuses variables that are nested deeper than any input: filters hold filters, and reading such a value to its
 * bottom would take the whole stack.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function limitVariables(body: unknown): void {
  let level: unknown[] = [(body as { variables?: unknown } | null | undefined)?.variables];
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return;
  }
  throw new GraphQLError(`Variables may be nested at most ${deepest} deep.`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
