import { parse, print } from 'graphql';

/** One operation that the playground offers, with variables that make it run as it is. */
export interface Example {
  title: string;
  query: string;
  variables: Record<string, unknown>;
}

/** Examples for one kind of job. */
export interface ExampleGroup {
  title: string;
  examples: readonly Example[];
}

/** Lays operations out as GraphiQL's Prettify does, each below the comment that it may have. */
export function exampleGroup(
  title: string,
  examples: readonly (Example & { comment?: string })[],
): ExampleGroup {
  const laidOut = ({ comment, query, ...rest }: (typeof examples)[number]) => ({
    ...rest,
    query: `${comment ? `# ${comment}\n` : ''}${print(parse(query))}\n`,
  });
  return { title, examples: examples.map(laidOut) };
}

/** What every payload of a mutation tells when it changes nothing. */
export const userErrors = 'userErrors { field code message }';
