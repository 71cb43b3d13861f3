/** What one request to GraphQL may ask for at most. `limit-query.ts` counts characters and tokens, the rules in `document-rules.ts` the rest. docs/graphql-api.md lists these, and a test holds it to them. */
export const limits = {
  characters: { max: 100_000, meaning: 'characters, those of variables not counted' },
  tokens: { max: 5_000, meaning: 'tokens' },
  depth: { max: 10, meaning: 'levels of fields, introspection aside' },
  rootFields: { max: 30, meaning: 'root fields in an operation' },
  signIns: { max: 1, meaning: 'sign-in in an operation' },
  settingsChecks: { max: 1, meaning: 'dnsCheck or deliveryServerSettingsTest in an operation' },
  fields: { max: 1_000, meaning: 'fields' },
  aliases: { max: 30, meaning: 'aliases' },
  directives: { max: 50, meaning: 'directives' },
  repeats: { max: 30, meaning: 'fields that repeat one beside them' },
  spreads: { max: 50, meaning: 'spreads of fragments, inline ones included' },
} as const;

/** The most that one operation may cost; see `operation-cost.ts`. */
export const maxCost = 10_000;

/** The most items that one page of a list, or one list of ids, may have. */
export const maxItems = 100;

/** The items of a page that says nothing of its length. */
export const defaultPageLength = 20;

/** The most servers that one deletion may name. */
export const maxTargets = 1_000;

/** The most problems with the variables, and with the document, that one answer tells of. */
export const maxErrors = 100;
export const maxDocumentErrors = 20;

/** The sentence for a document that goes beyond a limit. */
export function beyond(name: keyof typeof limits): string {
  const { max, meaning } = limits[name];
  return `A document may have at most ${max} ${meaning}. Split it into several requests.`;
}
