import { type ASTNode, GraphQLError, Kind, type ValidationRule } from 'graphql';
import { beyond, limits } from '../limits.js';

/** Refuses a document with more fields, aliases, directives, spreads or repeated fields than anybody writes. */
export const limitCounts: ValidationRule = (context) => {
  const counter = (name: keyof typeof limits) => {
    let count = 0;
    return (node: ASTNode) => {
      count += 1;
      if (count === limits[name].max + 1)
        context.reportError(new GraphQLError(beyond(name), { nodes: node }));
    };
  };
  const field = counter('fields');
  const alias = counter('aliases');
  const spread = counter('spreads');
  const repeat = counter('repeats');
  return {
    Field(node) {
      field(node);
      if (node.alias) alias(node);
    },
    Directive: counter('directives'),
    FragmentSpread: spread,
    InlineFragment: spread,
    SelectionSet({ selections }) {
      const names = new Set<string>();
      for (const selection of selections) {
        if (selection.kind !== Kind.FIELD) continue;
        const { value: nameInAnswer } = selection.alias ?? selection.name;
        if (names.has(nameInAnswer)) repeat(selection);
        names.add(nameInAnswer);
      }
    },
  };
};
