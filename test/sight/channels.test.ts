import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutation, told } from '../support/operations.js';
import { createWorld, type Subject, type World } from './world.js';

let world: World;
let seen: Subject;
let unseen: Subject;

beforeAll(async () => {
  world = await createWorld();
  seen = await world.make('seen');
  unseen = await world.make('unseen');
});
afterAll(() => world?.stop());

async function send(field: string, input: object, key = world.limited) {
  const query = mutation(field, 'userErrors { message }');
  const { data } = await world.app.graphql(query, { input }, key);
  return data[field].userErrors;
}

const serversOf = ({ groupId }: Subject) =>
  world.app.sql('SELECT channel, delivery_server_id AS id FROM channel_assignments WHERE user_group_id = ?', [
    Number(groupId.slice(3)),
  ]);

describe('a channel that uses a server out of sight', () => {
  const changes: [string, string, (group: Subject) => object][] = [
    ['is not freed', 'channel', ({ groupId }) => ({ userGroupId: groupId, channel: 'MARKETING' })],
    [
      'is not given another server',
      'channel',
      ({ groupId }) => ({ userGroupId: groupId, channel: 'MARKETING', deliveryServerId: seen.id }),
    ],
  ];

  it.each(changes)('%s', async (_, field, inputFor) => {
    const before = await serversOf(unseen);
    const errors = await send('channelAssignmentSet', inputFor(unseen));
    expect(told(errors)).toEqual([`input.${field} NOT_PERMITTED`]);
    expect(errors[0].message).not.toContain(unseen.name);
    expect(await serversOf(unseen)).toEqual(before);
  });

  it('is not lost with its group', async () => {
    const errors = await send('userGroupDelete', { id: unseen.groupId });
    expect(told(errors)).toEqual(['input.id NOT_PERMITTED']);
    expect(await serversOf(unseen)).toHaveLength(1);
  });

  it('leaves the other channels of the group to the key', async () => {
    const input = { userGroupId: unseen.groupId, channel: 'TRANSACTIONAL', deliveryServerId: seen.id };
    expect(await send('channelAssignmentSet', input)).toEqual([]);
    expect(await send('channelAssignmentSet', { ...input, deliveryServerId: null })).toEqual([]);
  });

  it('is changed and lost by who sees the server', async () => {
    const group = await world.make('unseen');
    for (const [, , inputFor] of changes.slice(0, 1))
      expect(await send('channelAssignmentSet', inputFor(group), world.app.adminKey)).toEqual([]);
    expect(await send('userGroupDelete', { id: unseen.groupId }, world.app.adminKey)).toEqual([]);
  });
});

describe('a channel that uses a server in sight', () => {
  it('is freed, and lost with its group', async () => {
    const group = await world.make('seen');
    const input = { userGroupId: group.groupId, channel: 'MARKETING', deliveryServerId: null };
    expect(await send('channelAssignmentSet', input)).toEqual([]);
    expect(await send('channelAssignmentSet', { ...input, deliveryServerId: group.id })).toEqual([]);
    expect(await send('userGroupDelete', { id: group.groupId })).toEqual([]);
  });
});

describe('the way of mail through a channel', () => {
  it('is told as far as the key sees it', async () => {
    const group = await world.make('unseen');
    const ask = async (key: string) => {
      const query = `{ route(userGroupId: "${group.groupId}", channel: MARKETING) { status explanation } }`;
      return (await world.app.graphql(query, {}, key)).data.route;
    };
    expect(await ask(world.limited)).toEqual({
      status: 'UNASSIGNED',
      explanation: ['No delivery server that your credential sees is assigned to this channel.'],
    });
    expect((await ask(world.app.adminKey)).status).toBe('READY');
  });
});
