import type { OutgoingHttpHeaders } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { getIntrospectionQuery } from 'graphql';

/** One request that wants to cost much, or to learn or do what it must not. */
export interface Attack {
  name: string;
  method?: string;
  search?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  /** All that the answer may hold when the request is not refused. */
  data?: object;
}

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const query = (name: string, text: string, variables: object = {}): Attack => ({
  name,
  body: JSON.stringify({ query: text, variables }),
});
const nested = (depth: number, open: string, middle: string, close: string) =>
  open.repeat(depth) + middle + close.repeat(depth);

const deletion =
  'mutation ($input: DeliveryServersDeleteInput!) { deliveryServersDelete(input: $input) { userErrors { code field } } }';
const creation =
  'mutation ($input: UserGroupCreateInput!) { userGroupCreate(input: $input) { userErrors { code } } }';
const configuration =
  'mutation ($input: ConfigurationApplyInput!) { configurationApply(input: $input) { userErrors { code } } }';
const newServer = {
  name: 'a',
  smtp: { host: 'a.example.com', port: 25, security: 'NONE', timeoutSeconds: 1, authRequired: false },
  domains: { linkTracking: 'a.example.com', openTracking: 'a.example.com', mailFrom: 'a.example.com' },
};
const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const wholeType = 'kind name fields { name args { name type { name } } type { name } } inputFields { name }';
const page =
  'deliveryServers(first: 100) { nodes { id assignments { userGroup { assignments { channel } } } } }';

const byAddress = (name: string, text: string, before = '', body?: string): Attack => ({
  name,
  method: 'GET',
  search: `?${before}query=${text.replaceAll(' ', '+')}`,
  headers: { 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body }),
});
const packed = (name: string, encoding: string, body: Buffer): Attack => ({
  name,
  headers: { 'content-encoding': encoding },
  body,
});
const harmless = '{"query":"{ __typename }"}';
const lists = nested(1_000_000, '[', '', ']');
const deepVariables = `{"query":"{ __typename }","variables":{"a":${lists}}}`;
const manyRootFields = `{ ${times(300, (i) => `a${i}: viewer { name }`)} }`;

const forms = {
  urlencoded: 'application/x-www-form-urlencoded',
  text: 'text/plain',
  multipart: 'multipart/form-data; boundary=x',
};
const simple = (name: string, type: string, body: string): Attack => ({
  name,
  headers: { 'content-type': type },
  body,
});

export const attacks: readonly Attack[] = [
  query('1,000 aliases', `{ ${times(1_000, (i) => `a${i}: viewer { name }`)} }`),
  query('31 aliases of a page', `{ ${times(31, (i) => `a${i}: ${page}`)} }`),
  query('30 aliases of a page', `{ ${times(30, (i) => `a${i}: ${page}`)} }`),
  { name: 'a batch of 100', body: JSON.stringify(Array(100).fill({ query: '{ viewer { name } }' })) },
  query(
    'introspection in a circle',
    `{ __schema { types { ${nested(20, 'fields { type { ', 'name', ' } }')} } } }`,
  ),
  query(
    'introspection that is wide',
    `{ __schema { ${times(30, (i) => `a${i}: types { ${wholeType} }`)} } }`,
  ),
  query(
    'introspection that is wide within',
    `{ __schema { types { ${times(30, (i) => `a${i}: fields { args { name type { fields { name } } } }`)} } } }`,
  ),
  query('introspection 30 times', `{ ${times(30, (i) => `a${i}: __schema { types { ${wholeType} } }`)} }`),
  query('500 directives on a field', `{ viewer { name ${'@include(if: true) '.repeat(500)} } }`),
  query('500 unknown directives on a field', `{ viewer { name ${'@a '.repeat(500)} } }`),
  query('a field 5,000 times', `{ viewer { ${'name '.repeat(5_000)} } }`),
  query('a root field 1,200 times', `{ ${'viewer { name } '.repeat(1_200)} }`),
  query('an object 1,200 times', `{ deliveryServers { nodes { ${'smtp { host } '.repeat(1_200)} } } }`),
  query('unlike fields under one name', `{ ${times(540, (i) => `deliveryServer(id: "${i}") { id }`)} }`),
  query('9,000 unknown fields', `{ ${times(9_000, (i) => `a${i}`)} }`),
  query('4,900 unknown fields', `{ viewer { ${times(4_900, (i) => `a${i}`)} } }`),
  query('a guess at a field', '{ deliveryServer(id: "ds_1") { smtpPasswor nam hos } }'),
  query('a guess at an argument', '{ deliveryServer(i: "ds_1") { name } }'),
  query('a guess at a type', 'query ($a: DeliveryServe!) { viewer { name } }'),
  query('a guess at an enum value', '{ deliveryServers(orderBy: { field: NAM }) { nodes { id } } }'),
  query('a look at the password', '{ deliveryServers { nodes { smtp { password } smtpPassword } } }'),
  {
    name: 'a mutation over GET',
    method: 'GET',
    search: `?query=${encodeURIComponent('mutation { signOut { signedOut } }')}`,
    headers: { 'apollo-require-preflight': '1' },
  },
  {
    // Refused without a credential; with one it is not from a foreign page.
    name: 'a query over GET without a content type',
    method: 'GET',
    search: '?query={viewer{kind}}',
    data: { viewer: { kind: 'API_KEY' } },
  },
  simple('15,000 blanks in the type of the body', `application/json;${' '.repeat(15_000)}x`, harmless),
  simple('a form from a foreign page', forms.urlencoded, 'query={viewer{name}}'),
  simple('text from a foreign page', forms.text, '{"query":"{ viewer { name } }"}'),
  simple(
    'a multipart form from a foreign page',
    forms.multipart,
    '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ viewer { name } }"}\r\n--x--\r\n',
  ),
  ...['TRACE', 'PUT', 'DELETE', 'PATCH'].map(
    (method): Attack => ({ ...query(`the method ${method}`, '{ viewer { name } }'), method }),
  ),
  {
    ...query('a wish to be told of the tracing', '{ viewer { kind } }'),
    headers: { 'apollo-federation-include-trace': 'ftv1', 'x-apollo-tracing': '1' },
    data: { viewer: { kind: 'API_KEY' } },
  },
  query('a document 1,000 deep', `{ ${nested(1_000, 'viewer { ', 'name', ' }')} }`),
  query('a document 1,600 deep', `{ ${nested(1_600, 'viewer { ', 'name', ' }')} }`),
  query('inline fragments 1,600 deep', `{ ${nested(1_600, '... { ', 'viewer { name }', ' }')} }`),
  query('a literal 2,400 deep', `{ nodes(ids: ${nested(2_400, '[', '"a"', ']')}) { id } }`),
  query(
    'a chain of 600 fragments',
    `{ ...F0 } ${times(600, (i) => `fragment F${i} on Query { ...F${i + 1} }`)} fragment F600 on Query { viewer { name } }`,
  ),
  query('a circle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
  query(
    'fragments that double 24 times',
    `{ ...F0 } ${times(24, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F24 on Query { ${page} }`,
  ),
  query(
    'fragments that double 400 times',
    `{ ...F0 } ${times(400, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F400 on Query { viewer { name } }`,
  ),
  query(
    '50 spreads of alike fragments',
    `{ deliveryServers { nodes { smtp { ${times(50, (i) => `...F${i}`)} } } } } ${times(50, (i) => `fragment F${i} on SmtpSettings { host port security timeoutSeconds username a }`)}`,
  ),
  query('900 unused variables', `query (${times(900, (i) => `$v${i}: Int`)}) { viewer { name } }`),
  query(
    '700 operations',
    times(700, (i) => `query A${i} { viewer { name } }`),
  ),
  query('100,000 ids', nodes, { ids: Array(100_000).fill('ds_1') }),
  query('9,999 ids that are none', nodes, { ids: Array(9_999).fill(null) }),
  query('101 ids', nodes, { ids: Array(101).fill('ds_1') }),
  query('80,000 targets', deletion, { input: { targets: Array(80_000).fill({ id: 'ds_1' }) } }),
  {
    ...query('1,001 targets', deletion, { input: { targets: Array(1_001).fill({ id: 'ds_1' }) } }),
    data: { deliveryServersDelete: { userErrors: [{ code: 'TOO_LONG', field: ['input', 'targets'] }] } },
  },
  query('9,000 targets that are none', deletion, { input: { targets: Array(9_000).fill({ a: 1 }) } }),
  {
    ...query('1,001 servers of a configuration', configuration, {
      input: { serversToCreate: Array(1_001).fill(newServer) },
    }),
    data: { configurationApply: { userErrors: [{ code: 'TOO_LONG' }] } },
  },
  {
    ...query('1,000 changes of servers that there are none of, in a configuration', configuration, {
      input: { serversToUpdate: Array.from({ length: 1_000 }, (_, i) => ({ id: `ds_${2_000_000 + i}` })) },
    }),
    data: { configurationApply: { userErrors: Array(100).fill({ code: 'NOT_FOUND' }) } },
  },
  query('9,000 changes of a configuration that are none', configuration, {
    input: { serversToUpdate: Array(9_000).fill(null) },
  }),
  query('20,000 unknown input fields', creation, {
    input: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a${i}`, i])),
  }),
  query(
    '10,000 variables',
    creation,
    Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`v${i}`, i])),
  ),
  {
    ...query('a string of 1.9 MB', creation, { input: { name: 'x'.repeat(1_900_000) } }),
    data: { userGroupCreate: { userErrors: [{ code: 'TOO_LONG' }] } },
  },
  query('a comment of 1.9 MB', `{ viewer { kind } } # ${'x'.repeat(1_900_000)}`),
  query('a block text of 1.9 MB', `{ deliveryServer(id: """${' x\n'.repeat(630_000)}""") { id } }`),
  {
    name: 'variables 100,000 deep',
    body: `{"query":"${nodes}","variables":{"ids":${nested(100_000, '[', '', ']')}}}`,
  },
  {
    name: 'objects 50,000 deep',
    body: `{"query":"${creation}","variables":{"input":${nested(50_000, '{"name":', '1', '}')}}}`,
  },
  packed('2 MB of lists in lists, with gzip', 'gzip', gzipSync(deepVariables)),
  packed('2 MB of lists in lists, with deflate', 'deflate', deflateSync(deepVariables)),
  packed('2 MB of lists in lists, with Brotli', 'br', brotliCompressSync(deepVariables)),
  { name: '2 MB of lists in lists', body: deepVariables },
  { name: 'extensions 1,000,000 deep', body: `{"query":"{ __typename }","extensions":{"a":${lists}}}` },
  { name: 'lists in lists beside the query', body: `{"query":"{ __typename }","a":${lists}}` },
  { name: 'lists in lists that do not end', body: `{"query":"{ __typename }","a":${'['.repeat(1_900_000)}` },
  {
    name: 'lists in lists after a name with quotation marks',
    body: `{"\\\\"":${nested(1_000, '[', '', ']')}}`,
  },
  {
    name: 'lists in lists in UTF-16',
    headers: { 'content-type': 'application/json; charset=utf-16le' },
    body: Buffer.from(`{"\u2222":${nested(400_000, '[', '', ']')}}`, 'utf16le'),
  },
  {
    name: '200,000 names',
    body: `{${Array.from({ length: 200_000 }, (_, i) => `"${i.toString(36)}":1`).join()}}`,
  },
  {
    name: 'one name 200,000 times',
    body: `{${'"query":"{ __typename }",'.repeat(80_000)}"a":1}`,
  },
  byAddress(
    'a body that is harmless and a root field 3,000 times in the address',
    `{ ${'a '.repeat(3_000)}}`,
    '',
    harmless,
  ),
  byAddress('a body that is harmless and 300 aliases in the address', manyRootFields, '', harmless),
  byAddress('1,005 names before 300 aliases', manyRootFields, 'a&'.repeat(1_005)),
  byAddress('7,000 names in the address', '', 'a&'.repeat(7_000)),
  byAddress('two queries in the address', manyRootFields, 'query={__typename}&'),
  byAddress('variables 3,000 deep in the address', `{viewer{name}}&variables=${nested(3_000, '[', '', ']')}`),
  byAddress(
    'extensions 3,000 deep in the address',
    `{viewer{name}}&extensions=${nested(3_000, '[', '', ']')}`,
  ),
  query('ten unknown directives', `{ __typename ${'@a'.repeat(10)} }`),
  query('ten unknown directives on ten fields', `{ viewer { ${times(10, (i) => `a${i}: name @a${i}`)} } }`),
  query('one directive ten times', `{ viewer { name ${'@skip(if: false) '.repeat(10)} } }`),
  query('ten directives out of place', `{ viewer { ${times(10, (i) => `a${i}: name @deprecated`)} } }`),
  query('a field 500 times', `{ ${'__typename '.repeat(500)} }`),
  { name: 'a body of 10 MB', body: `{"query":"{ viewer { name } }","x":"${'x'.repeat(10_000_000)}"}` },
  {
    name: 'bad UTF-8',
    body: Buffer.concat([
      Buffer.from('{"query":"{ viewer { '),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from(' } }"}'),
    ]),
  },
];

/** As much of something as a body of 800 KB holds, or one that anybody may send. */
const much = (length: number, text: (index: number) => string) => {
  const pieces: string[] = [];
  for (let index = 0, rest = length; rest > 0; index += 1) {
    const piece = text(index);
    pieces.push(piece);
    rest -= piece.length;
  }
  return pieces.join('');
};
const multipartField = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`;

/** Requests to the legacy API, without a credential: what reads their bodies has to be ready for anything. */
export const legacyAttacks: readonly Attack[] = [800_000, 65_000].flatMap((length) => {
  const json = (name: string, body: string): Attack => ({ name: `${length} bytes of ${name}`, body });
  const form = (name: string, body: string): Attack => ({
    ...json(name, body),
    headers: { 'content-type': forms.urlencoded },
  });
  const command = '"Command":"deliveryservers.get"}';
  const loginName = (value: string) => `Command=admin.login&Username=${value}`;
  return [
    json('dotted names', `{${much(length, (i) => `"a.b${i}":1,`)}${command}`),
    json('deep dotted names', `{${much(length, (i) => `"${i}.a.b.c.d.e.f.g.h":1,`)}${command}`),
    json('names', `{${much(length, (i) => `"${i.toString(36)}":1,`)}${command}`),
    json('objects', `{"a":[${much(length, () => '{},')}1]}`),
    json('lists in lists', `{"a":${nested(length / 2, '[', '', ']')}}`),
    json('objects in objects', `{"a":${nested(length / 6, '{"a":', '1', '}')}}`),
    json('lists as deep as they may be', `{"a":[${much(length, () => `${nested(15, '[', '', ']')},`)}1]}`),
    form(
      'dotted names in a form',
      much(length, (i) => `${i}.a.b.c=1&`),
    ),
    form(
      'names in brackets',
      much(length, (i) => `a[${i}][c]=1&`),
    ),
    form(
      'empty brackets',
      much(length, () => 'a[][][][][][][][]&'),
    ),
    form(
      'escaped brackets',
      much(length, () => 'a%5B%5D%5B%5D&'),
    ),
    form(
      'fields',
      much(length, () => 'a&'),
    ),
    form('one dotted name', 'a.'.repeat(length / 2)),
    form('percent signs', `a=${'%41'.repeat(length / 3)}`),
    form('percent signs that are not UTF-8', `a=${'%E9'.repeat(length / 3)}`),
    form(
      'fields that are not UTF-8',
      much(length, () => '%E9=%E9&'),
    ),
    form('JSON in a field', loginName(`{"a":[${much(length, () => `${nested(15, '[', '', ']')},`)}1]}`)),
    {
      ...json('fields of a multipart form', `${much(length, (i) => multipartField(`a${i}`))}--x--\r\n`),
      headers: { 'content-type': forms.multipart },
    },
  ];
});

/** What fits into a body that is as large as a known caller may send it, up to a number of pieces. */
const muchOfKnown = (text: (index: number) => string, count = Number.POSITIVE_INFINITY) => {
  const pieces: string[] = [];
  for (let rest = 1_040_000; pieces.length < count; ) {
    const piece = text(pieces.length);
    rest -= piece.length;
    if (rest < 0) break;
    pieces.push(piece);
  }
  return pieces.join('');
};
const manyNames = `{${muchOfKnown((i) => `"ab${i}":1,`, 99_000)}"a":1}`;
const manyIds = muchOfKnown(() => '1,');
const oddNumbers = `[${muchOfKnown(() => '1.0,')}1]`;
const results = 'Command=deliveryserver.testresults&TestResults=';
const deletionOf = 'Command=deliveryservers.delete&DeliveryServerID=';

/** Requests of known callers to the legacy API: as much as they may send, where a command reads it. */
export const legacyAttacksOfKnown: readonly Attack[] = [
  ...Object.entries({
    names: manyNames,
    'names in a parameter': `{"Command":"deliveryserver.testresults","TestResults":${manyNames}}`,
    'odd numbers to keep': `{"Command":"deliveryserver.update","SenderRotationSettings":${oddNumbers}}`,
  }).map(([name, body]) => ({ name, body })),
  ...Object.entries({
    fields: muchOfKnown((i) => `ab${i}=1&`, 99_000),
    'deep names': `${results}&${muchOfKnown(() => `TestResults${'[]'.repeat(19)}&`, 4_900)}`,
    'JSON of names': `${results}${manyNames}`,
    'JSON of lists': `${results}{"a":[${muchOfKnown(() => '[],')}1]}`,
    'JSON of lists in lists': `${results}${nested(520_000, '[', '', ']')}`,
    'JSON of odd numbers': `${results}{"a":${oddNumbers}}`,
    ids: `${deletionOf}${manyIds}`,
    'a list of ids': `${deletionOf}[${manyIds}1]`,
  }).map(([name, body]) => simple(`${name} in a form`, forms.urlencoded, body)),
  simple('parts', forms.multipart, `${muchOfKnown((i) => multipartField(`a${i}`))}--x--\r\n`),
  simple('empty parts', forms.multipart, `${muchOfKnown(() => '--x\r\n\r\n\r\n')}--x--\r\n`),
];

const serverValues = 'id legacyId version name state isAllocated tags createdAt updatedAt';
const wayAround = 'assignments { userGroup { assignments { deliveryServer { tags isAllocated } } } }';
const anyNode = `fragment Any on Node { id ... on DeliveryServer { ${wayAround} smtp { host } pause { since } }
  ... on UserGroup { assignments { deliveryServer { id } } } ... on ApiKey { scopes } }`;

/** Honest by every limit, but they want to be compiled for a long time when they come for the second time. */
export const compilations: readonly { name: string; query: string; variables?: object }[] = [
  {
    name: 'a filter twice',
    query: `query ($filter: DeliveryServerFilter) {
      a: deliveryServers(filter: $filter) { totalCount } b: deliveryServers(filter: $filter) { nodes { id } } }`,
    variables: { filter: { or: [{ and: [{ not: { name: { contains: 'a' } } }] }] } },
  },
  {
    name: 'two recursive filters',
    query: `query ($one: DeliveryServerFilter, $other: UserGroupFilter) {
      deliveryServers(filter: $one) { totalCount } userGroups(filter: $other) { totalCount } }`,
  },
  ...[12, 13, 30].map((count) => ({
    name: `${count} nodes of every type`,
    query: `{ ${times(count, (i) => `a${i}: nodes(ids: ["ds_1", "ug_1"]) { ...Any }`)} } ${anyNode}`,
  })),
  ...[13, 14, 30].map((count) => ({
    name: `${count} groups with all that is around them`,
    query: `{ ${times(count, (i) => `a${i}: userGroup(id: "ug_1") { assignments { deliveryServer { ...Around } } }`)} }
      fragment Around on DeliveryServer { ${wayAround} smtp { host } domains { mailFrom } pause { since } }`,
  })),
  ...[20, 21, 30].map((count) => ({
    name: `a fragment of 9 fields in ${count} places`,
    query: `{ ${times(count, (i) => `a${i}: deliveryServer(id: "ds_1") { ...Values }`)} }
      fragment Values on DeliveryServer { ${serverValues} }`,
  })),
  ...[4, 5, 16].map((count) => ({
    name: `fragments that double ${count} times`,
    query: `{ deliveryServer(id: "ds_1") { ...F0 } } fragment F${count} on DeliveryServer { ${serverValues} }
      ${times(count, (i) => `fragment F${i} on DeliveryServer { ...F${i + 1} ...F${i + 1} }`)}`,
  })),
  {
    name: 'fragments that double under conditions',
    query: `query ($a: Boolean = true, $b: Boolean = false) { deliveryServer(id: "ds_1") { ...F0 } }
      ${times(7, (i) => `fragment F${i} on DeliveryServer { ...F${i + 1} @include(if: $a) ...F${i + 1} @skip(if: $b) }`)}
      fragment F7 on DeliveryServer { smtp { host } }`,
  },
  {
    name: 'introspection of all there is',
    query: getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }),
  },
];
