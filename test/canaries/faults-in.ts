import { gzipSync } from 'node:zlib';
import { multipartType } from '../legacy/multipart.js';
import { serverInput } from '../support/operations.js';
import { create, legacyFields } from './passwords-in.js';
import type { Sent } from './watched-gateway.js';
import { form, json, type WayIn, waysOf } from './way-in.js';

/** The body of a request with a password, sent with a fault. */
const fault =
  (path: string, spoil: (body: string, secret: string) => Partial<Sent>): WayIn =>
  (gateway, canaries, way) => {
    const secret = canaries.plant(`SMTP password by ${way}`);
    const body =
      path === '/graphql'
        ? { query: create, variables: { input: serverInput({ smtp: { password: secret } }) } }
        : legacyFields(gateway, secret);
    const headers = { ...json, authorization: `Bearer ${gateway.app.adminKey}` };
    const spoilt = spoil(JSON.stringify(body), secret);
    return gateway.send(way, { path, ...spoilt, headers: { ...headers, ...spoilt.headers } });
  };

const long = 'x'.repeat(12_000_000);
const faults: Record<string, (body: string, secret: string) => Partial<Sent>> = {
  'cut off': (body) => ({ body: body.slice(0, -3) }),
  'with a comma too many': (body) => ({ body: `${body},` }),
  'in UTF-16': (body) => ({
    body: Buffer.from(body, 'utf16le'),
    headers: { 'content-type': 'application/json; charset=utf-16le' },
  }),
  'in an unknown character set': (body) => ({
    body,
    headers: { 'content-type': 'application/json; charset=klingon' },
  }),
  'in octets of no text': (body) => ({ body: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(body)]) }),
  'said to be compressed': (body) => ({ body, headers: { 'content-encoding': 'gzip' } }),
  'compressed and cut off': (body) => ({
    body: gzipSync(body).subarray(0, -9),
    headers: { 'content-encoding': 'gzip' },
  }),
  'too long': (body) => ({ body: body + long }),
  'of another type': (body) => ({ body, headers: { 'content-type': 'text/plain' } }),
  'in broken multipart': (_, secret) => ({
    body: `--edge\r\nContent-Disposition: form-data; name="SendMethodSMTPPassword"\r\n\r\n${secret}`,
    headers: { 'content-type': multipartType },
  }),
  'as the name of a part': (_, secret) => ({
    body: `--edge\r\nContent-Disposition: form-data; name="${secret}"; filename="${secret}"\r\n\r\n${secret}\r\n--edge--`,
    headers: { 'content-type': multipartType },
  }),
  'in a broken form': (_, secret) => ({ body: `%zz=${secret}&${secret}[=${secret}`, headers: form }),
  'in a list of requests': (body) => ({ body: `[${body},${body}]` }),
  'as a name': (_, secret) => ({
    body: JSON.stringify({ [secret]: secret, query: '{ __typename }', extensions: { [secret]: 1 } }),
  }),
  'as a whole body': (_, secret) => ({ body: JSON.stringify(secret) }),
  'without JSON': (_, secret) => ({ body: secret }),
  'by PUT': (body) => ({ method: 'PUT', body }),
};

/** A document or variables that are refused, with a password where something else belongs. */
const documents: Record<string, (secret: string) => [query: string, variables?: object]> = {
  'a document that is none': (secret) => [`mutation { ${secret}`],
  'an unclosed string': (secret) => [
    `mutation { deliveryServerCreate(input: { name: "${secret.replaceAll('"', '')}`,
  ],
  'a wrong type': (secret) => [create, { input: serverInput({ smtp: { port: secret } }) }],
  'an object in place of a password': (secret) => [
    create,
    { input: serverInput({ smtp: { password: { [secret]: secret } } }) },
  ],
  'an enum': (secret) => [create, { input: serverInput({ smtp: { security: secret } }) }],
  'a field that is not there': (secret) => [create, { input: { ...serverInput(), passwort: secret } }],
  'a password that is too long': (secret) => [
    create,
    { input: serverInput({ smtp: { password: secret.repeat(500) } }) },
  ],
  'a host': (secret) => [create, { input: serverInput({ smtp: { host: secret, password: secret } }) }],
  'a domain': (secret) => [create, { input: serverInput({ domains: { linkTracking: secret } }) }],
  'an id': (secret) => [
    'query ($id: ID!) { deliveryServer(id: $id) { id } node(id: $id) { id } }',
    { id: secret },
  ],
  'a cursor': (secret) => [
    'query ($after: String) { deliveryServers(after: $after) { totalCount } }',
    { after: secret },
  ],
  'a variable that nobody declared': (secret) => ['{ viewer { name } }', { [secret]: secret }],
};

/** Bodies, documents and variables that are refused, with a secret in them. */
export const faultsIn: Record<string, WayIn> = {
  ...named(
    'GraphQL',
    waysOf(faults, (spoil) => fault('/graphql', spoil)),
  ),
  ...named(
    'a command',
    waysOf(faults, (spoil) => fault('/api.php', spoil)),
  ),
  ...waysOf(documents, (make) => (gateway, canaries, way) => {
    const [query, variables] = make(canaries.plant(`secret in ${way}`));
    return gateway.graphql(way, query, variables);
  }),
};

function named(what: string, ways: Record<string, WayIn>): Record<string, WayIn> {
  return Object.fromEntries(Object.entries(ways).map(([name, way]) => [`${what} ${name}`, way]));
}
