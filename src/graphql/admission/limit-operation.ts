import { GraphQLError, type ValidationRule } from 'graphql';
import { beyond, limits } from '../limits.js';
import { measureFields } from '../selections.js';

/** What takes a slow hash. */
const signIns = ['signIn', 'adminCreate', 'adminUpdate', 'viewerPasswordChange'];
const settingsChecks = ['dnsCheck', 'deliveryServerSettingsTest'];

/**
 * Refuses an operation that goes too deep, has too many root fields, or signs in, sets a password or checks
 * settings more than once: that takes a slow hash, or seconds. Introspection may go deeper, because its types do.
 */
export const limitOperation: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const getFragment = (name: string) => context.getFragment(name);
    const add = (one: number, other: number) => one + other;
    const measures = {
      rootFields: measureFields(getFragment, add, () => 1),
      signIns: measureFields(getFragment, add, ({ name }) => (signIns.includes(name.value) ? 1 : 0)),
      settingsChecks: measureFields(getFragment, add, ({ name }) =>
        settingsChecks.includes(name.value) ? 1 : 0,
      ),
      depth: measureFields(getFragment, Math.max, ({ name, selectionSet }, inside) =>
        name.value.startsWith('__') ? 0 : 1 + (selectionSet ? inside(selectionSet) : 0),
      ),
    };
    for (const name of ['rootFields', 'signIns', 'settingsChecks', 'depth'] as const) {
      // A rule reports; throwing inside one would answer 500.
      if (measures[name](operation.selectionSet) > limits[name].max)
        context.reportError(new GraphQLError(beyond(name), { nodes: operation }));
    }
  },
});
