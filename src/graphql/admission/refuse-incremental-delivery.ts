import { GraphQLError, type ValidationRule } from 'graphql';

const incremental = new Set(['defer', 'stream']);

/** `@defer` and `@stream` would send an answer in parts; this gateway sends it whole. */
export const refuseIncrementalDelivery: ValidationRule = (context) => ({
  Directive(node) {
    if (!incremental.has(node.name.value)) return;
    const message = `@${node.name.value} is not supported: an answer comes whole. Leave the directive out, or ask for the slow part in a request of its own.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});
