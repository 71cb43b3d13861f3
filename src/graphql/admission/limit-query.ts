import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { beyond, limits, maxDocumentErrors } from '../limits.js';
import { documentRules } from './document-rules.js';

/** Of all queries that are remembered together, and of one. */
const maxCharacters = 2_000_000;
const maxCharactersOfOne = 10_000;

/**
 * Refuses a query beyond the limits before anything else looks at it: graphql-js compares every field with those that
 * could conflict with it, which for a few thousand equal ones takes longer than any honest request, and a validation
 * rule cannot keep the other rules from running. What is no query at all is left to the server to refuse.
 *
 * The function throws a GraphQLError. It remembers queries that passed.
 */
export function createLimitQuery(schema: GraphQLSchema): (query: unknown) => void {
  const passed = new Set<string>();
  let characters = 0;
  return (query) => {
    if (typeof query !== 'string' || passed.has(query)) return;
    const [error] = errorsBeyondLimits(schema, query);
    if (error) {
      const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } };
      throw new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions });
    }
    if (query.length > maxCharactersOfOne) return;
    if (characters + query.length > maxCharacters) {
      passed.clear();
      characters = 0;
    }
    passed.add(query);
    characters += query.length;
  };
}

function errorsBeyondLimits(schema: GraphQLSchema, query: string): readonly GraphQLError[] {
  // A long text in it is read more than once, and so is a long comment.
  if (query.length > limits.characters.max) return [new GraphQLError(beyond('characters'))];
  try {
    const document = parse(query, { maxTokens: limits.tokens.max });
    return validate(schema, document, documentRules, { maxErrors: maxDocumentErrors });
  } catch (error) {
    // The server parses again and says what is wrong with the text.
    if (error instanceof GraphQLError) return [];
    if (error instanceof RangeError) return [new GraphQLError('The document is nested too deeply.')];
    throw error;
  }
}
