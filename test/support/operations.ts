import type { DeliveryServerSettings } from '../../src/delivery-servers/delivery-server.rules.js';
import { SmtpSecurity } from '../../src/verification/smtp/smtp-security.js';
import type { TestApp } from './test-app.js';

/** Changes to a valid input, two levels deep. */
export interface ServerChange {
  name?: unknown;
  smtp?: object;
  domains?: object;
  senderRotation?: unknown;
  expectations?: object | null;
  verifyEvery?: unknown;
  tags?: string[];
}

/** A value for every setting; the sender rotation, the expectations, the schedule and the tags are what they are when left out. */
const settings: Omit<DeliveryServerSettings, 'senderRotation' | 'expectations' | 'verifyEvery' | 'tags'> = {
  name: 'Primary SMTP Server',
  smtp: {
    host: 'smtp.example.com',
    port: 587,
    security: SmtpSecurity.STARTTLS,
    timeoutSeconds: 45,
    authRequired: true,
    username: 'smtp_user',
    password: 'smtp_password',
  },
  domains: {
    linkTracking: 'track.example.com',
    openTracking: 'open.example.com',
    mailFrom: 'bounce.example.com',
    enforcedFrom: 'noreply@example.com',
    useSenderInfoAsMailFrom: true,
    useSenderInfoAsFrom: false,
  },
};

/** A valid `DeliveryServerCreateInput`, changed; `undefined` leaves a field out. */
export function serverInput({ smtp, domains, ...rest }: ServerChange = {}) {
  return {
    ...settings,
    smtp: { ...settings.smtp, ...smtp },
    domains: { ...settings.domains, ...domains },
    ...rest,
  };
}

/** Every field of a delivery server. */
export const everyServerField = `
  id legacyId version name
  smtp { host port security timeoutSeconds authRequired username hasPassword passwordUpdatedAt }
  domains { linkTracking openTracking mailFrom enforcedFrom useSenderInfoAsMailFrom useSenderInfoAsFrom }
  senderRotation { enabled settings }
  expectations { sendingAddresses dkim { selector domain publicKey } spfInclude senderTarget linkTarget openTarget }
  verifyEvery
  verification { status checks { kind status source } lastCheckedAt source certificateExpiresAt certificateDaysLeft }
  state pause { since until reason } tags
  assignments { userGroup { id name } channels }
  isAllocated isPasswordDamaged createdAt updatedAt`;

/** The operation of a mutation that takes one `input`. */
export function mutation(field: string, selection: string): string {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { field code } } }`;
}

/** The payload of a mutation. */
export async function mutate(app: TestApp, field: string, input: object, selection = '') {
  const { data, errors } = await app.graphql(mutation(field, selection), { input });
  if (errors || !data)
    throw new Error(`${field} failed: ${JSON.stringify(errors)} ${JSON.stringify(causesOf(app, errors))}`);
  return data[field];
}

/** What the log says of errors whose cause clients are not told. */
function causesOf({ log }: TestApp, errors: { extensions?: { requestId?: string } }[] = []) {
  const ids = errors.flatMap(({ extensions }) => extensions?.requestId ?? []);
  return log.filter(({ requestId, msg }) => msg === 'unexpected error' && ids.includes(`${requestId}`));
}

/** The payload of a mutation that is accepted. */
export async function accepted(app: TestApp, field: string, input: object, selection: string) {
  const payload = await mutate(app, field, input, selection);
  if (payload.userErrors.length > 0) {
    throw new Error(`${field} was refused: ${JSON.stringify(payload.userErrors)}`);
  }
  return payload;
}

/** Creates a server and gives all of it. */
export async function createServer(app: TestApp, change: ServerChange = {}) {
  const payload = await accepted(
    app,
    'deliveryServerCreate',
    serverInput(change),
    `deliveryServer { ${everyServerField} }`,
  );
  return payload.deliveryServer;
}

export async function readServer(app: TestApp, id: string) {
  const { data } = await app.graphql(`query ($id: ID!) { deliveryServer(id: $id) { ${everyServerField} } }`, {
    id,
  });
  return data.deliveryServer;
}

export async function createGroup(app: TestApp, name = 'Default User Group') {
  const payload = await accepted(
    app,
    'userGroupCreate',
    { name },
    'userGroup { id legacyId version name createdAt updatedAt }',
  );
  return payload.userGroup;
}

export async function assign(app: TestApp, userGroupId: string, channel: string, deliveryServerId: string) {
  const input = { userGroupId, channel, deliveryServerId };
  await accepted(app, 'channelAssignmentSet', input, 'userGroup { id }');
}

/** `input.smtp.username REQUIRED`, one line for each error, in their order. */
export function told(errors: { field: string[] | null; code: string }[]): string[] {
  return errors.map(({ field, code }) => `${field?.join('.') ?? '-'} ${code}`);
}

/** The fault of a request whose variables do not fit: one line for each field error. */
export function toldOfVariables(answer: {
  // biome-ignore lint/suspicious/noExplicitAny: the answer of a server
  errors?: any[];
}): string[] {
  return told(answer.errors?.[0]?.extensions?.fieldErrors ?? []);
}

/** Posts to `/graphql` and gives the whole answer as text too. */
export async function post(app: TestApp, query: string, variables: object = {}) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  app.transcript.note(text);
  return { status: response.status, text, ...JSON.parse(text) };
}
