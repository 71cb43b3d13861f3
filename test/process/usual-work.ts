import { expect } from 'vitest';
import type { GatewayProcess } from '../support/gateway-process.js';
import type { Transcript } from '../support/transcript.js';
import { Client } from './client.js';

export const createGroup =
  'mutation { userGroupCreate(input: { name: "Senders" }) { userGroup { id createdAt } userErrors { code } } }';
const name = `O'Brien "&" \\ 100%_ Größe 🚀`;

/** A round through what the gateway does with a database: text, times, lists, changes, deletions. */
export async function expectUsualWork(gateway: GatewayProcess, transcript: Transcript): Promise<void> {
  const client = new Client(gateway.url, gateway.printedKey, transcript);
  const password = transcript.guard('SMTP password', `it's \\a "pass" 100% 🔑`);
  const legacyId = await client.createServer({ DeliveryServerName: name, SendMethodSMTPPassword: password });
  const id = `ds_${legacyId}`;
  const group = (await client.graphql(createGroup)).body.data.userGroupCreate.userGroup;
  expect(Math.abs(Date.parse(group.createdAt) - Date.now())).toBeLessThan(60_000);

  const until = new Date(Date.now() + 3_600_123).toISOString();
  const { body: changed } = await client.graphql(
    `mutation ($set: ChannelAssignmentSetInput!, $pause: DeliveryServerPauseInput!) {
      channelAssignmentSet(input: $set) { userErrors { code } }
      deliveryServerPause(input: $pause) { userErrors { code } deliveryServer { version } }
    }`,
    {
      set: { userGroupId: group.id, channel: 'MARKETING', deliveryServerId: id },
      pause: { id, reason: name, until },
    },
  );
  expect(changed.data).toEqual({
    channelAssignmentSet: { userErrors: [] },
    deliveryServerPause: { userErrors: [], deliveryServer: { version: 2 } },
  });

  const { body: found } = await client.graphql(
    `query ($name: String!) {
      deliveryServers(search: "größe", filter: { name: { startsWith: $name } }) {
        totalCount
        nodes { id name createdAt updatedAt smtp { hasPassword } pause { reason until } isAllocated }
      }
    }`,
    { name: name.slice(0, -3) },
  );
  const [node] = found.data.deliveryServers.nodes;
  expect(found.data.deliveryServers).toEqual({
    totalCount: 1,
    nodes: [
      { ...node, id, name, smtp: { hasPassword: true }, pause: { reason: name, until }, isAllocated: true },
    ],
  });
  expect(Math.abs(Date.parse(node.createdAt) - Date.now())).toBeLessThan(60_000);
  expect(Date.parse(node.updatedAt)).toBeGreaterThanOrEqual(Date.parse(node.createdAt));

  const { body: listed } = await client.legacy({ Command: 'deliveryservers.get' });
  expect(listed.DeliveryServers[legacyId]).toMatchObject({
    Name: name,
    ConnectionParams: { smtp_password: password },
  });
  const { body: deleted } = await client.legacy({
    Command: 'deliveryservers.delete',
    DeliveryServerID: await client.createServer(),
  });
  expect(deleted.Success).toBe(true);
  expect(await client.serverNames()).toEqual([name]);
}
