import type { RequestParameters } from './encodings.js';
import { requestFor } from './encodings.js';
import type { TestApp } from './test-app.js';

/** The installation the documented examples were taken from: one server, 123, serving two user groups. */
export async function restoreDocumentedInstallation(app: TestApp): Promise<void> {
  await removeServers(app);
  await createServerWithId(app, 123);
  await accepted(app, requestFor('deliveryserver.testresults'));
  await ensureUserGroup(app, 1, 'Default User Group');
  await ensureUserGroup(app, 5, 'Enterprise Users');
  await assignChannel(app, 1, 'MARKETING', 123);
  await assignChannel(app, 1, 'TRANSACTIONAL', 123);
  await assignChannel(app, 5, 'AUTO_RESPONDER', 123);
}

export async function removeServers(app: TestApp): Promise<void> {
  const { body } = await app.legacy({ Command: 'deliveryservers.get' });
  const ids = Object.keys(body.DeliveryServers ?? {});
  if (ids.length > 0) {
    await accepted(app, { Command: 'deliveryservers.delete', DeliveryServerID: ids.join(',') });
  }
}

export async function createServer(app: TestApp, change: RequestParameters = {}): Promise<number> {
  const { DeliveryServerID } = await accepted(app, requestFor('deliveryserver.create', change));
  return DeliveryServerID;
}

export async function createServerWithId(
  app: TestApp,
  id: number,
  change: RequestParameters = {},
): Promise<void> {
  await numberNextServer(app, id);
  const created = await createServer(app, change);
  if (created !== id) throw new Error(`the server was to be number ${id} and is ${created}`);
}

/** Takes effect only when no server with this or a higher number exists. */
export async function numberNextServer(app: TestApp, id: number): Promise<void> {
  await app.sql(`ALTER TABLE delivery_servers AUTO_INCREMENT = ${id}`);
}

async function ensureUserGroup(app: TestApp, id: number, name: string): Promise<void> {
  const existing = await app.sql('SELECT id FROM user_groups WHERE id = ?', [id]);
  if (existing.length > 0) return;
  await app.sql(`ALTER TABLE user_groups AUTO_INCREMENT = ${id}`);
  const { userGroupCreate } = await mutated(
    app,
    `mutation { userGroupCreate(input: { name: ${JSON.stringify(name)} }) {
      userGroup { legacyId }
      userErrors { code }
    } }`,
  );
  const created = userGroupCreate.userGroup?.legacyId;
  if (created !== id) throw new Error(`the user group was to be number ${id} and is ${created}`);
}

type Channel = 'MARKETING' | 'TRANSACTIONAL' | 'AUTO_RESPONDER';

async function assignChannel(app: TestApp, group: number, channel: Channel, server: number): Promise<void> {
  const { channelAssignmentSet } = await mutated(
    app,
    `mutation { channelAssignmentSet(
      input: { userGroupId: "ug_${group}", channel: ${channel}, deliveryServerId: "ds_${server}" }
    ) { userErrors { code } } }`,
  );
  if (channelAssignmentSet.userErrors.length > 0) {
    throw new Error(`the channel was not assigned: ${JSON.stringify(channelAssignmentSet.userErrors)}`);
  }
}

async function mutated(app: TestApp, mutation: string) {
  const { data, errors } = await app.graphql(mutation);
  if (errors || !data) throw new Error(`${mutation} failed: ${JSON.stringify(errors)}`);
  return data;
}

async function accepted(app: TestApp, request: RequestParameters) {
  const { body, text } = await app.legacy(request);
  if (body?.Success !== true) throw new Error(`${request.Command} was refused: ${text}`);
  return body;
}
