/** What the documentation explorer opens with. */
export const schemaDescription = `SMTP delivery servers, the user groups that send through them, and the keys to this API.

**Read** with the fields of \`Query\`: \`deliveryServers\` lists, searches and filters, \`route\` tells which way mail takes.

**Change** with those of \`Mutation\`. Each takes one \`input\` and answers \`userErrors\`: everything that you can put right, all at once, with the path to each value. To overwrite nobody, give \`expectedVersion\`; to be safe when you send it again, \`idempotencyKey\`.

**Follow** changes as they happen with those of \`Subscription\`.

Each of these fields says which scope it needs.`;

/** Of the root types, which type-graphql makes without any. */
export const rootDescriptions: Readonly<Record<string, string>> = {
  Query: 'What can be read. Nothing here changes anything.',
  Mutation:
    'What can be changed. Each field is one transaction, and they run one after the other. What a person can put right is in `userErrors`.',
  Subscription: 'What can be followed as it happens, over WebSocket or server-sent events.',
};
