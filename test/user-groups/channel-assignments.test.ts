import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accepted,
  assign,
  createGroup,
  createServer,
  mutate,
  readServer,
  told,
} from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const groupFields = `
  id legacyId version name createdAt updatedAt assignments { channel deliveryServer { id name } }`;

async function readGroup(id: string) {
  const { data } = await app.graphql(`query ($id: ID!) { userGroup(id: $id) { ${groupFields} } }`, { id });
  return data.userGroup;
}

describe('channelAssignmentSet', () => {
  const set = (input: object) => mutate(app, 'channelAssignmentSet', input, `userGroup { ${groupFields} }`);

  it('makes a channel use a server, which both of them then show', async () => {
    const server = await createServer(app, { name: 'Used' });
    const group = await createGroup(app, 'User');
    const { userGroup } = await set({
      userGroupId: group.id,
      channel: 'TRANSACTIONAL',
      deliveryServerId: server.id,
      expectedVersion: 1,
    });
    expect(userGroup).toEqual({
      ...group,
      version: 2,
      updatedAt: userGroup.updatedAt,
      assignments: [{ channel: 'TRANSACTIONAL', deliveryServer: { id: server.id, name: 'Used' } }],
    });
    expect(await readGroup(group.id)).toEqual(userGroup);
    expect(await readServer(app, server.id)).toEqual({
      ...server,
      assignments: [{ userGroup: { id: group.id, name: 'User' }, channels: ['TRANSACTIONAL'] }],
      isAllocated: true,
    });
  });

  it('shows channels in the order of the enum, whatever the order of assignment', async () => {
    const { id: serverId } = await createServer(app);
    const { id: userGroupId } = await createGroup(app);
    for (const channel of ['AUTO_RESPONDER', 'TRANSACTIONAL', 'MARKETING']) {
      await assign(app, userGroupId, channel, serverId);
    }
    const channels = ['MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER'];
    const { assignments } = await readGroup(userGroupId);
    expect(assignments.map(({ channel }: { channel: string }) => channel)).toEqual(channels);
    expect((await readServer(app, serverId)).assignments[0].channels).toEqual(channels);
  });

  it('moves a channel from one server to another', async () => {
    const [from, to] = [await createServer(app), await createServer(app)];
    const { id: userGroupId } = await createGroup(app);
    await assign(app, userGroupId, 'MARKETING', from.id);
    await assign(app, userGroupId, 'MARKETING', to.id);
    expect((await readServer(app, from.id)).isAllocated).toBe(false);
    expect((await readServer(app, to.id)).isAllocated).toBe(true);
    expect(await readGroup(userGroupId)).toMatchObject({
      version: 3,
      assignments: [{ channel: 'MARKETING' }],
    });
  });

  it.each([[{ deliveryServerId: null }], [{}]])('frees the channel with %j, and again', async (nothing) => {
    const { id: serverId } = await createServer(app);
    const { id: userGroupId } = await createGroup(app);
    await assign(app, userGroupId, 'MARKETING', serverId);
    await assign(app, userGroupId, 'TRANSACTIONAL', serverId);
    const input = { userGroupId, channel: 'MARKETING', ...nothing };
    const { userGroup } = await set(input);
    expect(userGroup.assignments).toEqual([
      { channel: 'TRANSACTIONAL', deliveryServer: { id: serverId, name: expect.any(String) } },
    ]);
    const again = await set(input);
    expect(again.userErrors).toEqual([]);
    expect(again.userGroup.assignments).toEqual(userGroup.assignments);
  });

  it('stops at another version than expected, with the group as it is', async () => {
    const { id: deliveryServerId } = await createServer(app);
    const { id: userGroupId } = await createGroup(app);
    const input = { userGroupId, channel: 'MARKETING', deliveryServerId, expectedVersion: 2 };
    const { userGroup, userErrors } = await set(input);
    expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
    expect(userGroup).toMatchObject({ version: 1, assignments: [] });
  });

  it.each([
    ['ds_2147483647', 'NOT_FOUND'],
    ['ug_1', 'INVALID_ID'],
    ['', 'INVALID_ID'],
  ])('answers for the server %j: %s, and changes nothing', async (deliveryServerId, code) => {
    const { id: userGroupId } = await createGroup(app);
    const { userGroup, userErrors } = await set({ userGroupId, channel: 'MARKETING', deliveryServerId });
    expect(userGroup).toBeNull();
    expect(told(userErrors)).toEqual([`input.deliveryServerId ${code}`]);
    expect((await readGroup(userGroupId)).version).toBe(1);
  });

  it.each([
    ['ug_2147483647', 'NOT_FOUND'],
    ['ds_1', 'INVALID_ID'],
  ])('answers for the group %j: %s', async (userGroupId, code) => {
    const { id: deliveryServerId } = await createServer(app);
    const { userErrors } = await set({ userGroupId, channel: 'MARKETING', deliveryServerId });
    expect(told(userErrors)).toEqual([`input.userGroupId ${code}`]);
  });

  it('tells of a wrong group and a wrong server at once', async () => {
    const { userErrors } = await set({ userGroupId: 'x', channel: 'MARKETING', deliveryServerId: 'y' });
    expect(told(userErrors)).toEqual(['input.userGroupId INVALID_ID', 'input.deliveryServerId INVALID_ID']);
  });

  it('keeps one server per channel however many requests set it at once', async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, () => createServer(app)));
    const { id: userGroupId } = await createGroup(app);
    await Promise.all(
      servers.map(({ id }) =>
        accepted(
          app,
          'channelAssignmentSet',
          { userGroupId, channel: 'MARKETING', deliveryServerId: id },
          'userGroup { id }',
        ),
      ),
    );
    expect(await readGroup(userGroupId)).toMatchObject({
      version: 5,
      assignments: [{ channel: 'MARKETING' }],
    });
  });
});
