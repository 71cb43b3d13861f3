import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, mutate, readServer, serverInput, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const update = (input: object) =>
  mutate(app, 'deliveryServerUpdate', input, 'deliveryServer { version tags }');

describe('the tags of a delivery server', () => {
  it('are none when it is created without', async () => {
    expect((await createServer(app)).tags).toEqual([]);
  });

  it('are kept in lower case, without blanks around them, each one once, in order', async () => {
    const { id } = await createServer(app, { tags: ['Warm-Up', ' eu ', 'EU', 'Zürich'] });
    expect((await readServer(app, id)).tags).toEqual(['eu', 'warm-up', 'zürich']);
  });

  it('are replaced as a whole by an update, kept when it leaves them out, and cleared by null', async () => {
    const { id } = await createServer(app, { tags: ['one', 'two'] });
    expect((await update({ id, tags: ['two', 'three'] })).deliveryServer).toEqual({
      version: 2,
      tags: ['three', 'two'],
    });
    expect((await update({ id, name: 'Other' })).deliveryServer.tags).toEqual(['three', 'two']);
    expect((await update({ id, tags: null })).deliveryServer.tags).toEqual([]);
  });

  it('go with their server', async () => {
    const { id, legacyId } = await createServer(app, { tags: ['gone'] });
    await mutate(app, 'deliveryServersDelete', { targets: [{ id }] });
    expect(
      await app.sql('SELECT * FROM delivery_server_tags WHERE delivery_server_id = ?', [legacyId]),
    ).toEqual([]);
  });

  it('are refused each at its place when they are blank or too long', async () => {
    const input = { ...serverInput(), tags: ['fine', ' ', 'x'.repeat(51)] };
    const { userErrors } = await mutate(app, 'deliveryServerCreate', input);
    expect(told(userErrors)).toEqual(['input.tags.1 REQUIRED', 'input.tags.2 TOO_LONG']);
  });

  it('are one line each, without control characters', async () => {
    for (const tag of ['two\r\nlines', 'a\ttab', 'next\u0085line', 'a\u2028separator', 'bell\u0007']) {
      const { userErrors } = await mutate(app, 'deliveryServerCreate', { ...serverInput(), tags: [tag] });
      expect(told(userErrors), JSON.stringify(tag)).toEqual(['input.tags.0 INVALID']);
    }
    expect((await createServer(app, { tags: ['fine\n'] })).tags).toEqual(['fine']);
  });

  it('are at most 20', async () => {
    const tags = Array.from({ length: 21 }, (_, index) => `tag ${index}`);
    const { id } = await createServer(app, { tags: tags.slice(1) });
    expect((await readServer(app, id)).tags).toHaveLength(20);
    expect(told((await update({ id, tags })).userErrors)).toEqual(['input.tags TOO_LONG']);
    expect((await readServer(app, id)).tags).toHaveLength(20);
  });

  it('are sent in a list of at most 100, of which one problem tells', async () => {
    for (const tag of [' ', 'x'.repeat(51), 'fine']) {
      const { userErrors } = await mutate(app, 'deliveryServerCreate', {
        ...serverInput(),
        tags: Array(9_900).fill(tag),
      });
      expect(told(userErrors), tag).toEqual(['input.tags TOO_LONG']);
    }
    await createServer(app, { tags: Array(100).fill('fine') });
  });

  it('are found however they are written', async () => {
    const { id } = await createServer(app, { tags: ['Caf\u00e9 au lait'] });
    const query =
      'query ($tag: String!) { deliveryServers(filter: { tags: { anyOf: [$tag] } }) { nodes { id } } }';
    for (const tag of ['caf\u00e9 au lait', ' CAF\u00c9 au lait ', 'cafe\u0301 au lait']) {
      expect((await app.graphql(query, { tag })).data.deliveryServers.nodes, tag).toEqual([{ id }]);
    }
  });
});

describe('two mutations in one request', () => {
  it('each answer what they have left behind', async () => {
    const { id } = await createServer(app);
    const change = (tag: string) =>
      `deliveryServerUpdate(input: { id: "${id}", tags: ["${tag}"] }) { deliveryServer { version tags } }`;
    const { data } = await app.graphql(`mutation { one: ${change('one')} other: ${change('other')} }`);
    expect(data).toEqual({
      one: { deliveryServer: { version: 2, tags: ['one'] } },
      other: { deliveryServer: { version: 3, tags: ['other'] } },
    });
  });
});
