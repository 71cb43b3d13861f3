import { fieldOf, multipart, multipartType } from '../legacy/multipart.js';
import { serverInput } from '../support/operations.js';
import { newServer } from '../support/servers.js';
import type { Sent, WatchedGateway } from './watched-gateway.js';
import { inForm, inJson, inQuery, json, type WayIn } from './way-in.js';

export const create =
  'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { userErrors { message } } }';

export const legacyFields = ({ app }: WatchedGateway, password: string): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(newServer).map(([name, value]) => [name, String(value)])),
  APIKey: app.adminKey,
  SendMethodSMTPPassword: password,
});

/** What goes to the legacy API in one of its formats, with a new password of a server. */
const command =
  (format: (fields: Record<string, string>) => Sent, change: Record<string, string> = {}): WayIn =>
  (gateway, canaries, way) =>
    gateway.send(
      way,
      format({ ...legacyFields(gateway, canaries.plant(`SMTP password by ${way}`)), ...change }),
    );

const inMultipart = (fields: Record<string, string>): Sent => ({
  path: '/api.php',
  headers: { 'content-type': multipartType },
  body: multipart(...Object.entries(fields).map(fieldOf)),
});

const update = { Command: 'deliveryserver.update', DeliveryServerID: '1' };

/** An SMTP password, given as it should be. */
const passwords: Record<string, WayIn> = {
  'deliveryServerCreate in variables': (gateway, canaries, way) =>
    gateway.graphql(way, create, {
      input: serverInput({ smtp: { password: canaries.plant(`SMTP password by ${way}`) } }),
    }),
  'deliveryServerUpdate in a literal': (gateway, canaries, way) => {
    const password = JSON.stringify(canaries.plant(`SMTP password by ${way}`));
    return gateway.graphql(
      way,
      `mutation { deliveryServerUpdate(input: { id: "ds_1", smtp: { password: ${password} } }) { userErrors { message } } }`,
    );
  },
  'deliveryserver.create in JSON': command(inJson),
  'deliveryserver.create in a form': command(inForm),
  'deliveryserver.create in multipart': command(inMultipart),
  'deliveryserver.create in the address': command(inQuery),
  'deliveryserver.create with an answer in XML': command(inJson, { ResponseFormat: 'XML' }),
  'deliveryserver.update in JSON': command(inJson, update),
  'deliveryserver.update in a form': command(inForm, update),
  'deliveryserver.update in multipart': command(inMultipart, update),
  'deliveryserver.update in the address': command(inQuery, update),
  'deliveryserver.update with an answer in XML': command(inForm, { ...update, ResponseFormat: 'XML' }),
};

/** A list with passwords, which is where they belong. */
const lists: Record<string, WayIn> = {
  'deliveryservers.get in JSON': ({ app, ...gateway }, _, way) =>
    gateway.send(way, inForm({ Command: 'deliveryservers.get', APIKey: app.adminKey })),
  'deliveryservers.get in XML': ({ app, ...gateway }, _, way) =>
    gateway.send(
      way,
      inForm({ Command: 'deliveryservers.get', APIKey: app.adminKey, ResponseFormat: 'XML' }),
    ),
};

/** A write that is repeated under a key that is a secret itself. */
const repeated: Record<string, WayIn> = {
  'a create under a secret key': async (gateway, canaries, way) => {
    const key = canaries.plantWord('idempotency key');
    const fields = legacyFields(gateway, canaries.plant(`SMTP password by ${way}`));
    for (const _ of [1, 2])
      await gateway.send(way, { ...inJson(fields), headers: { ...json, 'idempotency-key': key } });
    const input = {
      ...serverInput({ smtp: { password: canaries.plant(`SMTP password by ${way} in GraphQL`) } }),
      idempotencyKey: key,
    };
    for (const _ of [1, 2]) await gateway.graphql(way, create, { input });
  },
};

/** An SMTP password, as it is to be given, and what gives it back. */
export const passwordsIn: Record<string, WayIn> = { ...passwords, ...repeated, ...lists };
