import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, createGroup, createServer, mutate, readServer, told } from '../support/operations.js';
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
