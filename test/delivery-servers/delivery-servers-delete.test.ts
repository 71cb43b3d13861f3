import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, createGroup, createServer, mutate, readServer, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const remove = (targets: object[]) =>
  mutate(
    app,
    'deliveryServersDelete',
    { targets },
    'results { id status } userGroupsReset { id legacyId version assignments { channel } }',
  );

describe('deliveryServersDelete', () => {
  it('deletes all targets and tells of each what became of it', async () => {
    const [first, second] = [await createServer(app), await createServer(app)];
    const { results, userGroupsReset, userErrors } = await remove([
      { id: second.id },
      { id: 'ds_2147483647' },
      { id: first.id, expectedVersion: 1 },
    ]);
    expect(userErrors).toEqual([]);
    expect(userGroupsReset).toEqual([]);
    expect(results).toEqual([
      { id: second.id, status: 'DELETED' },
      { id: 'ds_2147483647', status: 'NOT_FOUND' },
      { id: first.id, status: 'DELETED' },
    ]);
    expect(await readServer(app, first.id)).toBeNull();
    expect(await readServer(app, second.id)).toBeNull();
  });

  it('answers NOT_FOUND for a server that was deleted before', async () => {
    const { id } = await createServer(app);
    await remove([{ id }]);
    expect((await remove([{ id }])).results).toEqual([{ id, status: 'NOT_FOUND' }]);
  });

  it('counts the same id twice as once', async () => {
    const { id } = await createServer(app);
    expect((await remove([{ id }, { id }])).results).toEqual([{ id, status: 'DELETED' }]);
  });

  it('does nothing for no targets', async () => {
    expect(await remove([])).toEqual({ results: [], userGroupsReset: [], userErrors: [] });
  });

  it('deletes none when one has another version than expected', async () => {
    const [first, second] = [await createServer(app), await createServer(app)];
    const { results, userGroupsReset, userErrors } = await remove([
      { id: first.id, expectedVersion: 1 },
      { id: second.id, expectedVersion: 2 },
      { id: 'ds_2147483647', expectedVersion: 5 },
    ]);
    expect(results).toEqual([]);
    expect(userGroupsReset).toEqual([]);
    expect(told(userErrors)).toEqual(['input.targets.1.expectedVersion VERSION_CONFLICT']);
    expect(await readServer(app, first.id)).toEqual(first);
    expect(await readServer(app, second.id)).toEqual(second);
  });

  it('deletes none when one id is malformed, and names those that are', async () => {
    const { id } = await createServer(app);
    const { results, userErrors } = await remove([{ id }, { id: 'x' }, { id: 'ug_1' }]);
    expect(results).toEqual([]);
    expect(told(userErrors)).toEqual(['input.targets.1.id INVALID_ID', 'input.targets.2.id INVALID_ID']);
    expect(await readServer(app, id)).not.toBeNull();
  });

  it('names the first 100 of 1,000 malformed ids', async () => {
    const { userErrors } = await remove(Array.from({ length: 1_000 }, (_, index) => ({ id: `x${index}` })));
    expect(told(userErrors)).toEqual(
      Array.from({ length: 100 }, (_, index) => `input.targets.${index}.id INVALID_ID`),
    );
  });

  it('frees the channels that used the servers and answers their groups by number', async () => {
    const [gone, stays] = [await createServer(app), await createServer(app)];
    const groups = [
      await createGroup(app, 'One'),
      await createGroup(app, 'Two'),
      await createGroup(app, 'Three'),
    ];
    const [one, two, three] = groups.map(({ id }) => id) as [string, string, string];
    await assign(app, two, 'MARKETING', gone.id);
    await assign(app, two, 'TRANSACTIONAL', stays.id);
    await assign(app, one, 'MARKETING', gone.id);
    await assign(app, one, 'AUTO_RESPONDER', gone.id);
    await assign(app, three, 'MARKETING', stays.id);

    const { userGroupsReset } = await remove([{ id: gone.id }]);
    expect(userGroupsReset).toEqual([
      { id: one, legacyId: groups[0].legacyId, version: 4, assignments: [] },
      { id: two, legacyId: groups[1].legacyId, version: 4, assignments: [{ channel: 'TRANSACTIONAL' }] },
    ]);
    expect((await readServer(app, stays.id)).assignments).toEqual([
      { userGroup: { id: two, name: 'Two' }, channels: ['TRANSACTIONAL'] },
      { userGroup: { id: three, name: 'Three' }, channels: ['MARKETING'] },
    ]);
  });

  it('deletes each server once when two requests name the same ones', async () => {
    const servers = [await createServer(app), await createServer(app), await createServer(app)];
    const targets = servers.map(({ id }) => ({ id }));
    const answers = await Promise.all([remove(targets), remove(targets.toReversed())]);
    const deleted = answers.flatMap(({ results }) => results).filter(({ status }) => status === 'DELETED');
    expect(deleted.map(({ id }) => id).sort()).toEqual(targets.map(({ id }) => id).sort());
  });

  it('shows with a version conflict the server as it is now', async () => {
    const { id } = await createServer(app);
    await mutate(app, 'deliveryServerUpdate', { id, name: 'Changed meanwhile' });
    const input = { targets: [{ id, expectedVersion: 1 }, { id: 'ds_2147483647' }] };
    const { conflicts } = await mutate(app, 'deliveryServersDelete', input, 'conflicts { id name version }');
    expect(conflicts).toEqual([{ id, name: 'Changed meanwhile', version: 2 }]);
  });
});

/** Wherever they are on their way to subscribers. */
const changesTold = 'SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM events) AS events';

describe('a dry run of deliveryServersDelete', () => {
  const fields = `dryRun results { id status } userGroupsReset { id }
    freedChannels { userGroup { id } channel deliveryServerId }`;

  it('tells what would happen, with the groups that would lose a channel, and changes nothing', async () => {
    const [one, two] = [await createServer(app), await createServer(app)];
    const groups = [await createGroup(app), await createGroup(app)];
    await assign(app, groups[1].id, 'MARKETING', one.id);
    await assign(app, groups[0].id, 'AUTO_RESPONDER', two.id);
    await assign(app, groups[0].id, 'TRANSACTIONAL', one.id);
    const before = [await readServer(app, one.id), await readServer(app, two.id)];
    const targets = [{ id: two.id }, { id: 'ds_2147483647' }, { id: one.id }];
    const [{ events }] = await app.sql(changesTold);

    const dry = await mutate(app, 'deliveryServersDelete', { targets, dryRun: true }, fields);
    expect(dry).toEqual({
      dryRun: true,
      results: [
        { id: two.id, status: 'DELETED' },
        { id: 'ds_2147483647', status: 'NOT_FOUND' },
        { id: one.id, status: 'DELETED' },
      ],
      userGroupsReset: [{ id: groups[0].id }, { id: groups[1].id }],
      freedChannels: [
        { userGroup: { id: groups[0].id }, channel: 'TRANSACTIONAL', deliveryServerId: one.id },
        { userGroup: { id: groups[0].id }, channel: 'AUTO_RESPONDER', deliveryServerId: two.id },
        { userGroup: { id: groups[1].id }, channel: 'MARKETING', deliveryServerId: one.id },
      ],
      userErrors: [],
    });
    expect([await readServer(app, one.id), await readServer(app, two.id)]).toEqual(before);
    expect(await app.sql(changesTold)).toEqual([{ events }]);

    const real = await mutate(app, 'deliveryServersDelete', { targets }, fields);
    expect(real).toEqual({ ...dry, dryRun: false });
    expect(await readServer(app, one.id)).toBeNull();
  });

  it('finds what a real one would find wrong', async () => {
    const { id } = await createServer(app);
    const input = { targets: [{ id, expectedVersion: 9 }], dryRun: true };
    expect(told((await mutate(app, 'deliveryServersDelete', input)).userErrors)).toEqual([
      'input.targets.0.expectedVersion VERSION_CONFLICT',
    ]);
  });

  it('does not use up an idempotency key', async () => {
    const { id } = await createServer(app);
    const input = { targets: [{ id }], idempotencyKey: 'one key for both' };
    await mutate(app, 'deliveryServersDelete', { ...input, dryRun: true });
    const { results } = await mutate(app, 'deliveryServersDelete', input, 'results { status }');
    expect(results).toEqual([{ status: 'DELETED' }]);
  });
});
