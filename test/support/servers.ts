import type { TestApp } from './test-app.js';

/** A valid `deliveryserver.create`. */
export const newServer = {
  Command: 'deliveryserver.create',
  DeliveryServerName: 'Main relay',
  SendMethodSMTPHost: 'smtp.example.com',
  SendMethodSMTPPort: 587,
  SendMethodSMTPSecure: 'tls',
  SendMethodSMTPTimeout: 30,
  SendMethodSMTPAuth: true,
  SendMethodSMTPUsername: 'mailer',
  SendMethodSMTPPassword: 'the-password-of-the-relay',
  DomainSettings_LinkTracking: 'links.example.com',
  DomainSettings_OpenTracking: 'opens.example.com',
  DomainSettings_MFrom: 'bounces.example.com',
} as const;

/** Creates a server and gives its number. */
export async function createServer(app: TestApp, change: object = {}): Promise<number> {
  app.transcript.guard('SMTP password', newServer.SendMethodSMTPPassword);
  const { body, text } = await app.legacy({ ...newServer, ...change });
  if (body.Success !== true) throw new Error(`The server was not created: ${text}`);
  return body.DeliveryServerID;
}

/** Creates a user group and gives its id. */
export async function createGroup(app: TestApp): Promise<string> {
  const { data } = await app.graphql(
    'mutation { userGroupCreate(input: { name: "Senders" }) { userGroup { id } userErrors { code } } }',
  );
  return data.userGroupCreate.userGroup.id;
}

export function assignChannel(app: TestApp, userGroupId: string, channel: string, deliveryServerId: string) {
  return app.graphql(
    `mutation ($input: ChannelAssignmentSetInput!) {
      channelAssignmentSet(input: $input) { userErrors { code } }
    }`,
    { input: { userGroupId, channel, deliveryServerId } },
  );
}

export function updateServer(app: TestApp, input: object) {
  return app.graphql(
    `mutation ($input: DeliveryServerUpdateInput!) {
      deliveryServerUpdate(input: $input) { deliveryServer { version } userErrors { code } }
    }`,
    { input },
  );
}

export async function readServer(app: TestApp, id: string) {
  const { data } = await app.graphql(
    `query ($id: ID!) {
      deliveryServer(id: $id) {
        version name
        smtp { host port timeoutSeconds username hasPassword }
        domains { linkTracking openTracking mailFrom enforcedFrom }
      }
    }`,
    { id },
  );
  return data.deliveryServer;
}

/** Posts a command with the admin key, and with headers. */
export async function postCommand(app: TestApp, parameters: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${app.url}/api.php`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ APIKey: app.adminKey, ...parameters }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
