import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutation, serverInput, told, toldOfVariables } from '../support/operations.js';
import { createWorld, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.stop());

async function send(field: string, input: object, key = world.limited) {
  return world.app.graphql(mutation(field, 'deliveryServer { id tags }'), { input }, key);
}

const twenty = Array.from({ length: 20 }, (_, index) => `t${index}`);

describe('a server that is made with a key for a tag', () => {
  it.each([
    [undefined, ['seen']],
    [['eu'], ['eu', 'seen']],
    [
      ['SEEN ', 'eu'],
      ['eu', 'seen'],
    ],
  ])('has the tag beside %j', async (tags, expected) => {
    const { data } = await send('deliveryServerCreate', serverInput(tags ? { tags } : {}));
    expect(data.deliveryServerCreate).toMatchObject({ deliveryServer: { tags: expected }, userErrors: [] });
    const unlimited = await send('deliveryServerCreate', serverInput({ tags: ['eu'] }), world.app.adminKey);
    expect(unlimited.data.deliveryServerCreate.deliveryServer.tags).toEqual(['eu']);
  });

  it('is refused with 20 others, also when the variables do not fit', async () => {
    const { data } = await send('deliveryServerCreate', serverInput({ tags: twenty }));
    expect(told(data.deliveryServerCreate.userErrors)).toEqual(['input.tags TOO_LONG']);
    const wrong = await send('deliveryServerCreate', serverInput({ tags: twenty, smtp: { port: 'x' } }));
    expect(toldOfVariables(wrong)).toEqual(['input.smtp.port INVALID', 'input.tags TOO_LONG']);
    const unlimited = await send('deliveryServerCreate', serverInput({ tags: twenty }), world.app.adminKey);
    expect(unlimited.data.deliveryServerCreate.userErrors).toEqual([]);
  });

  it('has it as a copy', async () => {
    const { id } = await world.make('seen');
    const { data } = await send('deliveryServerDuplicate', { id });
    expect(data.deliveryServerDuplicate.deliveryServer.tags).toContain('seen');
  });
});

describe('an update with such a key', () => {
  it.each([[[]], [null], [['eu']]])('does not take the tag away by %j', async (tags) => {
    const { id } = await world.make('seen');
    const { data } = await send('deliveryServerUpdate', { id, tags });
    expect(told(data.deliveryServerUpdate.userErrors)).toEqual(['input.tags NOT_PERMITTED']);
    const wrong = await send('deliveryServerUpdate', { id, tags, smtp: { port: 'x' } });
    expect(toldOfVariables(wrong)).toEqual(['input.smtp.port INVALID', 'input.tags NOT_PERMITTED']);
    const unlimited = await send('deliveryServerUpdate', { id, tags }, world.app.adminKey);
    expect(unlimited.data.deliveryServerUpdate.userErrors).toEqual([]);
  });

  it('changes the other tags', async () => {
    const { id } = await world.make('seen');
    const { data } = await send('deliveryServerUpdate', { id, tags: ['us', 'Seen'] });
    expect(data.deliveryServerUpdate).toMatchObject({ deliveryServer: { tags: ['seen', 'us'] } });
  });
});
