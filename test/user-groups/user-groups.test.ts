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

describe('userGroupCreate', () => {
  it('answers the whole new group', async () => {
    const { userGroup, userErrors } = await mutate(
      app,
      'userGroupCreate',
      { name: 'Größe 東京 🚀' },
      `userGroup { ${groupFields} }`,
    );
    expect(userErrors).toEqual([]);
    expect(userGroup).toEqual({
      id: `ug_${userGroup.legacyId}`,
      legacyId: expect.any(Number),
      version: 1,
      name: 'Größe 東京 🚀',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: userGroup.createdAt,
      assignments: [],
    });
    expect(await readGroup(userGroup.id)).toEqual(userGroup);
  });

  it.each([
    ['', 'REQUIRED'],
    [' \t', 'REQUIRED'],
    ['x'.repeat(256), 'TOO_LONG'],
    ['bell\u0007', 'INVALID'],
    ['two\r\nlines', 'INVALID'],
    ['a\ttab', 'INVALID'],
    ['a\u2028separator', 'INVALID'],
  ])('refuses the name %j', async (name, code) => {
    const { userGroup, userErrors } = await mutate(app, 'userGroupCreate', { name }, 'userGroup { id }');
    expect(userGroup).toBeNull();
    expect(told(userErrors)).toEqual([`input.name ${code}`]);
  });
});

describe('userGroup', () => {
  it.each(['', '1', 'ug_0', 'ug_2147483647', 'ds_1', 'ug_x'])('answers null for %j', async (id) => {
    expect(await readGroup(id)).toBeNull();
  });
});

describe('userGroupUpdate', () => {
  const update = (input: object) => mutate(app, 'userGroupUpdate', input, `userGroup { ${groupFields} }`);

  it('renames and counts the version', async () => {
    const { id } = await createGroup(app);
    const { userGroup } = await update({ id, expectedVersion: 1, name: 'Renamed' });
    expect(userGroup).toMatchObject({ id, name: 'Renamed', version: 2 });
    expect(await readGroup(id)).toEqual(userGroup);
  });

  it('keeps a name that is left out', async () => {
    const { id } = await createGroup(app, 'Kept');
    expect((await update({ id })).userGroup.name).toBe('Kept');
  });

  it('stops at another version than expected, with the group as it is', async () => {
    const { id } = await createGroup(app, 'As it is');
    const { userGroup, userErrors } = await update({ id, expectedVersion: 2, name: 'Too late' });
    expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
    expect(userGroup).toMatchObject({ name: 'As it is', version: 1 });
  });

  it.each([
    [{ id: 'ug_2147483647', name: 'x' }, ['input.id NOT_FOUND']],
    [{ id: 'ds_1', name: 'x' }, ['input.id INVALID_ID']],
    [{ id: 'ug_2147483647', name: null }, ['input.id NOT_FOUND', 'input.name REQUIRED']],
    [{ id: 'nonsense', name: '' }, ['input.id INVALID_ID', 'input.name REQUIRED']],
  ])('answers to %j everything that is wrong', async (input, expected) => {
    const { userGroup, userErrors } = await update(input);
    expect(userGroup).toBeNull();
    expect(told(userErrors).sort()).toEqual(expected);
  });
});

describe('userGroupDelete', () => {
  const remove = (input: object) => mutate(app, 'userGroupDelete', input, 'deletedId');

  it('deletes the group and its assignments; the servers stay', async () => {
    const server = await createServer(app);
    const { id } = await createGroup(app);
    await assign(app, id, 'MARKETING', server.id);
    expect(await remove({ id })).toEqual({ deletedId: id, userErrors: [] });
    expect(await readGroup(id)).toBeNull();
    expect(await readServer(app, server.id)).toMatchObject({ assignments: [], isAllocated: false });
  });

  it('deletes nothing at another version than expected', async () => {
    const { id } = await createGroup(app);
    const { deletedId, userErrors } = await remove({ id, expectedVersion: 2 });
    expect(deletedId).toBeNull();
    expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
    expect(await readGroup(id)).not.toBeNull();
  });

  it.each([
    ['ug_2147483647', 'NOT_FOUND'],
    ['ds_1', 'INVALID_ID'],
  ])('answers for the id %j: %s', async (id, code) => {
    expect(told((await remove({ id })).userErrors)).toEqual([`input.id ${code}`]);
  });
});

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
