import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, mutate, mutation, serverInput } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app?.stop());

const apply = (input: object, selection = 'changes { kind id version fields { field } }') =>
  mutate(app, 'configurationApply', input, selection);
const rows = (table: string) => app.sql(`SELECT * FROM ${table} ORDER BY id`);

describe('configurationApply', () => {
  it('answers for each item, and makes them all or tells what it would', async () => {
    await createServer(app, { name: 'A' });
    const input = {
      serversToCreate: [serverInput({ name: 'B' })],
      serversToUpdate: [{ id: 'ds_1', expectedVersion: 1, name: 'C' }],
      userGroupsToCreate: [{ name: 'Shop', channels: [{ channel: 'MARKETING', serverToCreate: 0 }] }],
    };
    const before = await rows('delivery_servers');
    const forecast = await apply(
      { ...input, dryRun: true },
      'changes { kind id version fields { field to } }',
    );
    expect(forecast.changes).toMatchObject([
      { kind: 'CREATED', id: null, version: null },
      { kind: 'UPDATED', id: 'ds_1', version: 2, fields: [{ field: 'name', to: 'C' }] },
      { kind: 'CREATED', id: null, fields: [{ field: 'channels.MARKETING', to: 'B' }] },
    ]);
    expect(await rows('delivery_servers')).toEqual(before);
    const { changes } = await apply(input);
    expect(changes).toMatchObject([{ version: 1 }, { id: 'ds_1', version: 2 }, { version: 1 }]);
    const channels = await app.sql("SELECT CONCAT('ds_', delivery_server_id) AS id FROM channel_assignments");
    expect(channels).toEqual([{ id: changes[0].id }]);
  });

  it('tells all problems of all items at once, by their paths, and does nothing', async () => {
    await createServer(app, { name: 'A' });
    const before = await rows('delivery_servers');
    const { changes, userErrors } = await apply({
      serversToCreate: [serverInput(), serverInput({ name: ' ', smtp: { port: 25, username: null } })],
      serversToUpdate: [
        { id: 'ds_1', expectedVersion: 7, name: '' },
        { id: 'ds_9', name: 'B' },
        { id: 'ug_1', name: 'B' },
        { id: 'ds_1', name: 'Twice' },
      ],
      serversToDelete: [{ id: 'ds_8' }],
      userGroupsToCreate: [
        { name: '', channels: [{ channel: 'MARKETING', serverToCreate: 2 }] },
        { name: 'Shop', channels: [{ channel: 'MARKETING', deliveryServerId: 'ds_7' }] },
      ],
      userGroupsToUpdate: [{ id: 'ug_9', name: 'B' }],
    });
    expect(changes).toEqual([]);
    const told = userErrors.map(({ field, code }: { field: string[]; code: string }) => [
      field.slice(1).join('.'),
      code,
    ]);
    expect(told.sort()).toEqual([
      ['serversToCreate.1.name', 'REQUIRED'],
      ['serversToCreate.1.smtp.username', 'REQUIRED'],
      ['serversToDelete.0.id', 'NOT_FOUND'],
      ['serversToUpdate.0.expectedVersion', 'VERSION_CONFLICT'],
      ['serversToUpdate.0.name', 'REQUIRED'],
      ['serversToUpdate.1.id', 'NOT_FOUND'],
      ['serversToUpdate.2.id', 'INVALID_ID'],
      ['serversToUpdate.3.id', 'INVALID'],
      ['userGroupsToCreate.0.channels.0.serverToCreate', 'OUT_OF_RANGE'],
      ['userGroupsToCreate.0.name', 'REQUIRED'],
      ['userGroupsToCreate.1.channels.0.deliveryServerId', 'NOT_FOUND'],
      ['userGroupsToUpdate.0.id', 'NOT_FOUND'],
    ]);
    expect(await rows('delivery_servers')).toEqual(before);
    expect(await rows('user_groups')).toEqual([]);
  });

  it('points no stored password elsewhere for who may not read it, and takes no key that sees a part', async () => {
    await createServer(app, { name: 'A', tags: ['eu'] });
    const input = { serversToUpdate: [{ id: 'ds_1', smtp: { host: 'elsewhere.example.com' } }] };
    const query = mutation('configurationApply', 'changes { kind }');
    const writer = await app.createKey(['READ', 'WRITE']);
    const refused = await app.graphql(query, { input }, writer);
    expect(refused.data.configurationApply.userErrors).toEqual([
      { field: ['input', 'serversToUpdate', '0', 'smtp', 'host'], code: 'NOT_PERMITTED' },
    ]);
    const { secret: key } = await mutate(
      app,
      'apiKeyCreate',
      { name: 'eu', scopes: ['READ', 'WRITE', 'SECRETS'], tag: 'eu' },
      'secret',
    );
    app.transcript.guard('API key', key);
    const limited = await app.graphql(query, { input }, key);
    expect(limited.data.configurationApply.userErrors).toEqual([{ field: null, code: 'NOT_PERMITTED' }]);
    // Control: who may, does.
    expect((await apply(input)).changes).toMatchObject([{ kind: 'UPDATED' }]);
  });

  it('takes 1,000 items and no more', async () => {
    const userGroupsToCreate = Array.from({ length: 1_001 }, (_, index) => ({ name: `Group ${index}` }));
    expect((await apply({ userGroupsToCreate })).userErrors).toEqual([{ field: null, code: 'TOO_LONG' }]);
    expect(await rows('user_groups')).toEqual([]);
    await createServer(app);
    const channels = [
      { channel: 'MARKETING', deliveryServerId: 'ds_1' },
      { channel: 'TRANSACTIONAL', deliveryServerId: null },
      { channel: 'AUTO_RESPONDER', deliveryServerId: 'ds_1' },
    ];
    const given = userGroupsToCreate.slice(1).map((group) => ({ ...group, channels }));
    const { changes } = await apply({ userGroupsToCreate: given });
    const created = await rows('user_groups');
    expect(changes.map(({ id, version }: { id: string; version: number }) => [id, version])).toEqual(
      created.map(({ id }: { id: number }) => [`ug_${id}`, 1]),
    );
    expect(created.map(({ name }: { name: string }) => name)).toEqual(given.map(({ name }) => name));
    expect(changes.at(-1).fields).toEqual([
      { field: 'channels.MARKETING' },
      { field: 'channels.AUTO_RESPONDER' },
    ]);
    expect(await app.sql('SELECT COUNT(*) AS n FROM channel_assignments')).toEqual([{ n: 2_000 }]);
    const entries = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'USER_GROUP_CREATED'";
    expect(await app.sql(`${entries} AND changes LIKE '%channels.AUTO_RESPONDER%'`)).toEqual([{ n: 1_000 }]);
  });

  it('happens once under an idempotency key, which a dry run does not use up', async () => {
    const input = { userGroupsToCreate: [{ name: 'Shop' }], idempotencyKey: 'once' };
    await apply({ ...input, dryRun: true });
    const first = await apply(input);
    expect(await apply(input)).toEqual(first);
    expect(await rows('user_groups')).toHaveLength(1);
  });
});
