import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyServerField, mutate, mutation } from '../support/operations.js';
import { everyStatementOf } from '../support/statements.js';
import { operations } from './operations.js';
import { answersTo, createWorld, type Request, type Subject, setTags, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld({ publishMilliseconds: 3_600_000, rateLimit: 0 });
});
afterAll(() => world?.stop());

const ask = (requests: readonly Request[], subject: Subject, key = world.limited) =>
  answersTo(world.app, key, requests, subject);

const updates = [
  'deliveryServerUpdate',
  'deliveryServerPause',
  'deliveryServerDuplicate',
  'deliveryServersDelete',
  'deliveryServersVerify',
  'channelAssignmentSet',
];
/** One change that would have to wait for the row. */
const changesOf = (subject: Subject) => updates.flatMap((field) => operations[field]?.(subject)[0] ?? []);

describe('a server out of sight that somebody else holds', () => {
  it('keeps no limited key waiting, which would tell that it is there', async () => {
    const { app, make } = world;
    const [unseen, never] = [await make('unseen'), await make('never')];
    const answers = await ask(changesOf(never), never);
    await app.sql('START TRANSACTION');
    await app.sql('SELECT id FROM delivery_servers WHERE id = ? FOR UPDATE', [unseen.legacyId]);
    let isAnswered = false;
    const waiting = ask(changesOf(unseen).slice(0, 1), unseen, app.adminKey).then(() => {
      isAnswered = true;
    });
    try {
      expect(await ask(changesOf(unseen), unseen)).toEqual(answers);
      expect(isAnswered).toBe(false);
    } finally {
      await app.sql('ROLLBACK');
      await waiting;
    }
  });
});

describe('a server that loses the tag while a limited key waits for it', () => {
  it.each([
    [true, 'NOT_FOUND'],
    [false, undefined],
  ])('is not changed: %s', async (isLost, code) => {
    const { app, limited, make } = world;
    const { id, legacyId } = await make('seen');
    await app.sql('START TRANSACTION');
    await app.sql('SELECT id FROM delivery_servers WHERE id = ? FOR UPDATE', [legacyId]);
    const update = app.graphql(
      mutation('deliveryServerUpdate', ''),
      { input: { id, name: 'Too late' } },
      limited,
    );
    await expect
      .poll(async () => (await app.sql('SHOW FULL PROCESSLIST')).map(({ Info }) => `${Info}`).join('\n'), {
        timeout: 5_000,
      })
      .toMatch(/FROM delivery_servers FORCE INDEX/);
    if (isLost) await app.sql('DELETE FROM delivery_server_tags WHERE delivery_server_id = ?', [legacyId]);
    await app.sql('COMMIT');
    const { data } = await update;
    expect(data.deliveryServerUpdate.userErrors[0]?.code).toBe(code);
  });
});

describe('those who see different servers', () => {
  it('share no statement, though they ask for the same at once', async () => {
    const { app, limited, make } = world;
    const [seen, unseen] = [await make('seen'), await make('unseen')];
    const query = `{ nodes(ids: ["${seen.id}", "${unseen.id}"]) { id }
      deliveryServers(search: "${unseen.name}") { totalCount nodes { name } } }`;
    const keys = Array.from({ length: 40 }, (_, index) => (index % 2 ? limited : app.adminKey));
    const answers = await Promise.all(keys.map((key) => app.graphql(query, {}, key)));
    for (const [index, { data }] of answers.entries()) {
      const isLimited = keys[index] === limited;
      expect(data.nodes).toEqual([{ id: seen.id }, isLimited ? null : { id: unseen.id }]);
      expect(data.deliveryServers.totalCount).toBe(isLimited ? 0 : 1);
    }
  });
});

describe('the statements of a key', () => {
  const statementsFor = async (requests: readonly Request[], subject: Subject, key: string) => {
    const statements = await everyStatementOf(world.app, () => ask(requests, subject, key));
    return statements.map(({ sql }) => sql).filter((sql) => !/api_keys|LIMIT 1$/.test(sql));
  };
  const reads = ['deliveryServer', 'deliveryServers', 'node', 'userGroup', 'userGroups'];

  it.each([...reads, ...updates])(
    'with a limit are the same for a server out of sight as for none: %s',
    async (field) => {
      const [unseen, never] = [await world.make('unseen'), await world.make('never')];
      const of = (subject: Subject) =>
        statementsFor((operations[field]?.(subject) ?? []).slice(0, 1), subject, world.limited);
      expect(await of(unseen)).toEqual(await of(never));
    },
  );

  it('without a limit ask for no tag', async () => {
    const subject = await world.make('seen');
    const requests = [...reads, ...updates.slice(0, 2)].flatMap(
      (field) => operations[field]?.(subject)[0] ?? [],
    );
    const plain = requests.map(({ query, variables }) => ({
      query: query.replaceAll(everyServerField, 'id name'),
      ...(variables ? { variables } : {}),
    }));
    const unlimited = await statementsFor(plain, subject, world.app.adminKey);
    expect(unlimited.filter((sql) => sql.includes('delivery_server_tags'))).toEqual([]);
    const limited = await statementsFor(plain, subject, world.limited);
    expect(limited.filter((sql) => sql.includes('delivery_server_tags')).length).toBeGreaterThan(0);
  });
});

describe('an answer that is given again for an idempotency key', () => {
  it('tells nothing new of a server that is out of sight by then', async () => {
    const { app, limited, make } = world;
    const { id, runId } = await make('seen');
    const query = mutation(
      'deliveryServerUpdate',
      `deliveryServer { name tags isAllocated verificationRuns { totalCount nodes { id } } }`,
    );
    const update = async () => {
      const input = { id, name: 'Once', idempotencyKey: `once ${id}` };
      const { data, errors } = await app.graphql(query, { input }, limited);
      expect(errors).toBeUndefined();
      return data.deliveryServerUpdate.deliveryServer;
    };
    const runs = { totalCount: 1, nodes: [{ id: runId }] };
    expect(await update()).toMatchObject({ isAllocated: true, verificationRuns: runs });
    expect(await update()).toMatchObject({ isAllocated: true, verificationRuns: runs });
    await setTags(app, id, ['others']);
    expect(await update()).toEqual({
      ...{ name: 'Once', tags: [], isAllocated: false },
      verificationRuns: { totalCount: 0, nodes: [] },
    });
    await mutate(app, 'deliveryServersDelete', { targets: [{ id }] });
  });
});
