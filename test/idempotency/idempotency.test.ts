import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import {
  createGroup,
  createServer,
  everyServerField,
  mutate,
  mutation,
  serverInput,
  told,
} from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let app: TestApp;
let other: TestApp;

const adminApiKey = 'the-same-key-on-both-gateways';
const secretsKey = Buffer.alloc(32, 7);

beforeAll(async () => {
  database = await createMigratedDatabase();
  app = await startTestApp({ databaseUrl: database.url, adminApiKey, secretsKey });
  other = await startTestApp({ databaseUrl: database.url, adminApiKey, secretsKey });
});
afterAll(async () => {
  await Promise.all([app?.stop(), other?.stop()]);
  await database?.drop();
});

const selection = `deliveryServer { ${everyServerField} }`;
const create = (input: object, gateway = app) => mutate(gateway, 'deliveryServerCreate', input, selection);
const countServers = async (name: string) => {
  const [row] = await database.sql('SELECT COUNT(*) AS count FROM delivery_servers WHERE name = ?', [name]);
  return Number(row?.count);
};

describe('an idempotency key', () => {
  it('makes 20 simultaneous sends to two gateways one server and 20 equal answers', async () => {
    const name = `Server ${randomUUID()}`;
    const input = { ...serverInput({ name, tags: ['eu'] }), idempotencyKey: randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create(input, index % 2 === 0 ? app : other)),
    );
    expect(await countServers(name)).toBe(1);
    expect(answers[0].deliveryServer).toMatchObject({ name, version: 1, tags: ['eu'] });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('outlives a change of the secrets key, as long as the old one is there', async () => {
    const newer = Buffer.alloc(32, 8);
    const turned = await startTestApp({
      databaseUrl: database.url,
      adminApiKey,
      secretsKeys: [newer, secretsKey],
    });
    const behind = await startTestApp({
      databaseUrl: database.url,
      adminApiKey,
      secretsKeys: [secretsKey, newer],
    });
    const name = `Server ${randomUUID()}`;
    const [before, after] = [randomUUID(), randomUUID()];
    const inputWith = (idempotencyKey: string) => ({ ...serverInput({ name }), idempotencyKey });
    const first = await create(inputWith(before));
    expect(await create(inputWith(before), turned)).toEqual(first);
    const second = await create(inputWith(after), turned);
    expect(await create(inputWith(after), behind)).toEqual(second);
    expect(await countServers(name)).toBe(2);
    // A gateway without the key of the first send can only take it for another input.
    const { userErrors } = await create(inputWith(after));
    expect(userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    await Promise.all([turned.stop(), behind.stop()]);
  });

  it('that is missing lets every send make a server of its own', async () => {
    const name = `Server ${randomUUID()}`;
    await Promise.all(Array.from({ length: 5 }, () => create(serverInput({ name }))));
    expect(await countServers(name)).toBe(5);
  });

  it('answers later what came of the first time, not what has become of it since', async () => {
    const input = { ...serverInput({ name: 'First' }), idempotencyKey: randomUUID() };
    const first = await create(input);
    await mutate(app, 'deliveryServerUpdate', { id: first.deliveryServer.id, name: 'Second' });
    expect(await create(input)).toEqual(first);
  });

  it('does not care in which order the fields of the input come', async () => {
    const { name, ...rest } = serverInput({ name: `Server ${randomUUID()}` });
    const idempotencyKey = randomUUID();
    const first = await create({ name, ...rest, idempotencyKey });
    expect(await create({ idempotencyKey, ...rest, name })).toEqual(first);
  });

  it('is refused with another input, another password, or for another mutation', async () => {
    const idempotencyKey = randomUUID();
    const name = `Server ${randomUUID()}`;
    const { deliveryServer } = await create({ ...serverInput({ name }), idempotencyKey });
    const refusals = [
      await create({ ...serverInput({ name: 'Another' }), idempotencyKey }),
      await create({ ...serverInput({ name, smtp: { password: 'another' } }), idempotencyKey }),
      await mutate(app, 'deliveryServerUpdate', { id: deliveryServer.id, idempotencyKey }),
      await mutate(app, 'deliveryServersDelete', { targets: [{ id: deliveryServer.id }], idempotencyKey }),
    ];
    for (const { userErrors } of refusals) {
      expect(told(userErrors)).toEqual(['input.idempotencyKey IDEMPOTENCY_KEY_REUSED']);
    }
    expect(await countServers(name)).toBe(1);
    expect(await countServers('Another')).toBe(0);
  });

  it('can be taken again after a refusal, with an input that is put right', async () => {
    const idempotencyKey = randomUUID();
    const { deliveryServer } = await create(serverInput());
    const target = { id: deliveryServer.id, idempotencyKey };
    const refused = await mutate(app, 'deliveryServerUpdate', { ...target, smtp: { host: 'not a host' } });
    expect(told(refused.userErrors)).toEqual(['input.smtp.host INVALID']);
    const { userErrors } = await mutate(app, 'deliveryServerUpdate', {
      ...target,
      smtp: { host: 'a.example.com' },
    });
    expect(userErrors).toEqual([]);
  });

  it('of one caller has nothing to do with the same key of another', async () => {
    const idempotencyKey = randomUUID();
    const name = `Server ${randomUUID()}`;
    const input = { ...serverInput({ name }), idempotencyKey };
    const first = await create(input);
    const answer = await app.graphql(
      mutation('deliveryServerCreate', selection),
      { input },
      await app.createKey(['WRITE', 'READ']),
    );
    expect(answer.data.deliveryServerCreate.userErrors).toEqual([]);
    expect(answer.data.deliveryServerCreate.deliveryServer.id).not.toBe(first.deliveryServer.id);
    expect(await countServers(name)).toBe(2);
  });

  it('lets an update with expectedVersion be sent again without a conflict', async () => {
    const { deliveryServer } = await create(serverInput());
    const input = {
      id: deliveryServer.id,
      expectedVersion: 1,
      name: 'Renamed',
      idempotencyKey: randomUUID(),
    };
    const answers = [
      await mutate(app, 'deliveryServerUpdate', input, selection),
      await mutate(other, 'deliveryServerUpdate', input, selection),
    ];
    expect(answers[0].deliveryServer.version).toBe(2);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('is free for anything after 24 hours', async () => {
    const idempotencyKey = randomUUID();
    const name = `Server ${randomUUID()}`;
    await create({ ...serverInput({ name }), idempotencyKey });
    await database.sql('UPDATE idempotency_keys SET created_at = created_at - INTERVAL 1441 MINUTE');
    const { userErrors } = await create({ ...serverInput({ name, tags: ['new'] }), idempotencyKey });
    expect(userErrors).toEqual([]);
    expect(await countServers(name)).toBe(2);
  });

  it.each([
    ['blank', '  ', 'REQUIRED'],
    ['a zero-width space', '\u200b', 'REQUIRED'],
    ['longer than 255 characters', 'k'.repeat(256), 'TOO_LONG'],
    ['not text', 'a\u0000b', 'INVALID'],
  ])('is refused when it is %s', async (_, idempotencyKey, code) => {
    const { userErrors } = await create({ ...serverInput(), idempotencyKey });
    expect(told(userErrors)).toEqual([`input.idempotencyKey ${code}`]);
  });

  it('leaves neither the key, the input nor its password in the table', async () => {
    const idempotencyKey = randomUUID();
    await create({ ...serverInput({ smtp: { password: 'very-secret-password' } }), idempotencyKey });
    const rows = await database.sql(
      'SELECT HEX(key_hash) AS one, HEX(input_fingerprint) AS other, answer FROM idempotency_keys',
    );
    const kept = JSON.stringify(rows);
    expect(kept).not.toContain('very-secret-password');
    expect(kept).not.toContain(Buffer.from('very-secret-password').toString('hex').toUpperCase());
    expect(kept).not.toContain(idempotencyKey);
  });

  it('makes every other mutation happen once', async () => {
    const group = await createGroup(app);
    const { id } = await createServer(app);
    const doomed = [await createServer(app), await createGroup(app)];
    const once: [field: string, input: object, selection: string][] = [
      ['userGroupCreate', { name: 'Once' }, 'userGroup { id version }'],
      ['userGroupUpdate', { id: group.id, name: 'Renamed' }, 'userGroup { id version }'],
      [
        'channelAssignmentSet',
        { userGroupId: group.id, channel: 'MARKETING', deliveryServerId: id },
        'userGroup { id version }',
      ],
      ['deliveryServerDuplicate', { id }, 'deliveryServer { id version }'],
      ['deliveryServerPause', { id, reason: 'maintenance' }, 'deliveryServer { id version state }'],
      ['deliveryServerEnable', { id }, 'deliveryServer { id version state }'],
      ['deliveryServersDelete', { targets: [{ id: doomed[0].id }] }, 'results { id status }'],
      ['userGroupDelete', { id: doomed[1].id }, 'deletedId'],
    ];
    for (const [field, input, fields] of once) {
      const keyed = { ...input, idempotencyKey: randomUUID() };
      const first = await mutate(app, field, keyed, fields);
      expect(first.userErrors, field).toEqual([]);
      expect(await mutate(other, field, keyed, fields), field).toEqual(first);
    }
  });
});
