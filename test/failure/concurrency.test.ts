import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assignChannel,
  createGroup,
  createServer,
  newServer,
  readServer,
  updateServer,
} from '../support/servers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';

const clients = 20;
const updatesPerClient = 50;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('many clients who update one server', () => {
  it('all succeed without expectedVersion, each update counts once, and no field is lost', async () => {
    const id = `ds_${await createServer(app)}`;
    const acknowledged = await inParallel(clients, async (client) => {
      let count = 0;
      for (let round = 1; round <= updatesPerClient; round += 1) {
        const { data } = await updateServer(app, { id, ...patchOf(client, round) });
        if (data.deliveryServerUpdate.userErrors.length === 0) count += 1;
      }
      return count;
    });
    expect(sum(acknowledged)).toBe(clients * updatesPerClient);
    const server = await readServer(app, id);
    expect(server.version).toBe(1 + clients * updatesPerClient);
    expect(server).toMatchObject({
      name: expect.stringContaining(`round ${updatesPerClient}`),
      smtp: {
        host: `smtp-${updatesPerClient}.example.com`,
        port: 1000 + updatesPerClient,
        timeoutSeconds: updatesPerClient,
        username: `user-${updatesPerClient}`,
        hasPassword: true,
      },
      domains: {
        linkTracking: `link-${updatesPerClient}.example.com`,
        openTracking: `open-${updatesPerClient}.example.com`,
        mailFrom: `bounce-${updatesPerClient}.example.com`,
        enforcedFrom: `news-${updatesPerClient}@example.com`,
      },
    });
  });

  it('all succeed with expectedVersion once each has tried again, and none overwrites another', async () => {
    const id = `ds_${await createServer(app, { SendMethodSMTPTimeout: 0 })}`;
    // Of those who try at once only one succeeds, so the tries grow with the square of the clients.
    const [rivals, increments] = [10, 5];
    const conflicts = await inParallel(rivals, async () => {
      let refusals = 0;
      for (let done = 0; done < increments; ) {
        const { version, smtp } = await readServer(app, id);
        const patch = { smtp: { timeoutSeconds: smtp.timeoutSeconds + 1 } };
        const { data } = await updateServer(app, { id, expectedVersion: version, ...patch });
        const [problem] = data.deliveryServerUpdate.userErrors;
        if (problem === undefined) done += 1;
        else {
          expect(problem.code).toBe('VERSION_CONFLICT');
          refusals += 1;
        }
      }
      return refusals;
    });
    expect(sum(conflicts)).toBeGreaterThan(0);
    const server = await readServer(app, id);
    expect([server.smtp.timeoutSeconds, server.version]).toEqual([
      rivals * increments,
      1 + rivals * increments,
    ]);
  });

  it('lose no update over the legacy API either, which replaces everything but the password', async () => {
    const DeliveryServerID = await createServer(app);
    const update = { ...newServer, Command: 'deliveryserver.update', DeliveryServerID };
    await inParallel(clients, async (client) => {
      const { body } = await app.legacy({ ...update, DeliveryServerName: `client ${client}` });
      expect(body.Success).toBe(true);
    });
    const server = await readServer(app, `ds_${DeliveryServerID}`);
    expect(server.version).toBe(1 + clients);
    expect(server.name).toMatch(/^client \d+$/);
  });

  /** The negative control: as many clients who read and then write do lose updates. */
  it('do lose updates when they read and then write without a lock', async () => {
    const database = await createTestDatabase();
    await database.sql('CREATE TABLE counters (id INT PRIMARY KEY, version INT NOT NULL)');
    await database.sql('INSERT INTO counters VALUES (1, 1)');
    await inParallel(clients, async () => {
      const connection = await createConnection(database.url);
      for (let round = 0; round < 20; round += 1) {
        const [rows] = await connection.query('SELECT version FROM counters WHERE id = 1');
        const [{ version }] = rows as [{ version: number }];
        await connection.query('UPDATE counters SET version = ? WHERE id = 1', [version + 1]);
      }
      await connection.end();
    });
    const [row] = await database.sql<{ version: number }>('SELECT version FROM counters');
    expect(row?.version).toBeLessThan(1 + clients * 20);
    await database.drop();
  });
});

describe('assignments that race with deletions', () => {
  it('leave no channel with a server that is gone, and answer no fault', async () => {
    const groups = await inParallel(4, () => createGroup(app));
    await inParallel(12, async (round) => {
      const id = await createServer(app);
      const assignments = groups.map((group) => assignChannel(app, group, 'MARKETING', `ds_${id}`));
      const deletion = app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id });
      const again =
        round % 2 === 0 ? app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id }) : deletion;
      for (const { status, data } of await Promise.all(assignments)) {
        expect(status).toBe(200);
        const codes = data.channelAssignmentSet.userErrors.map(({ code }: { code: string }) => code);
        expect([[], ['NOT_FOUND']]).toContainEqual(codes);
      }
      for (const { status, body } of await Promise.all([deletion, again])) {
        expect([status, body.Success]).toEqual([200, true]);
      }
    });
    const orphans = await app.sql(
      `SELECT 1 FROM channel_assignments c LEFT JOIN delivery_servers s ON s.id = c.delivery_server_id
       WHERE s.id IS NULL`,
    );
    expect(orphans).toEqual([]);
  });

  it('let opposite lists of servers be deleted at once without a deadlock that anybody sees', async () => {
    const ids = await inParallel(10, () => createServer(app));
    const group = await createGroup(app);
    await inParallel(3, (index) =>
      assignChannel(
        app,
        group,
        ['MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER'][index] ?? '',
        `ds_${ids[index]}`,
      ),
    );
    const lists = [ids, [...ids].reverse(), ids, [...ids].reverse()];
    const answers = await Promise.all(
      lists.map((list) =>
        app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: list.join(',') }),
      ),
    );
    expect(answers.map(({ body }) => body.Success)).toEqual([true, true, true, true]);
    const left = await app.sql('SELECT id FROM delivery_servers WHERE id IN (?)', [ids]);
    const channels = await app.sql('SELECT 1 FROM channel_assignments WHERE delivery_server_id IN (?)', [
      ids,
    ]);
    expect([left, channels]).toEqual([[], []]);
  });

  it('let groups be deleted while channels are assigned', async () => {
    const id = `ds_${await createServer(app)}`;
    await inParallel(10, async () => {
      const group = await createGroup(app);
      const [assigned, deleted] = await Promise.all([
        assignChannel(app, group, 'TRANSACTIONAL', id),
        app.graphql(
          'mutation ($input: UserGroupDeleteInput!) { userGroupDelete(input: $input) { deletedId userErrors { code } } }',
          { input: { id: group } },
        ),
      ]);
      expect([assigned.status, assigned.errors]).toEqual([200, undefined]);
      expect(deleted.data.userGroupDelete).toEqual({ deletedId: group, userErrors: [] });
    });
    const orphans = await app.sql(
      `SELECT 1 FROM channel_assignments c LEFT JOIN user_groups g ON g.id = c.user_group_id WHERE g.id IS NULL`,
    );
    expect(orphans).toEqual([]);
  });
});

describe('200 requests at once', () => {
  it('are all answered, none with a fault, and the gateway is well afterwards', async () => {
    const id = `ds_${await createServer(app)}`;
    const kinds: (() => Promise<{ status: number }>)[] = [
      () => app.legacy({ Command: 'deliveryservers.get' }),
      () => app.legacy(newServer),
      () => app.legacy({ Command: 'deliveryservers.get' }, { key: 'a wrong key' }),
      () => app.graphql('{ deliveryServers(first: 20) { nodes { id name isAllocated } } }'),
      () => updateServer(app, { id, name: 'Busy relay' }),
      () => app.graphql('{ viewer { name } }', {}, null),
      () => fetch(`${app.url}/readyz`),
      () => app.legacy({ Command: 'deliveryserver.create' }),
    ];
    const answers = await inParallel(200, (index) =>
      (kinds[index % kinds.length] as () => Promise<{ status: number }>)(),
    );
    const expected = Array.from({ length: 200 }, (_, index) => (index % kinds.length === 5 ? 401 : 200));
    expect(answers.map(({ status }) => status)).toEqual(expected);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    expect(JSON.stringify(app.log)).not.toContain('"unexpected error"');
  });
});

/** Each client changes one thing, so that whoever writes back what they read undoes the others. */
function patchOf(client: number, round: number): object {
  const patches = [
    { name: `Relay in round ${round}` },
    { smtp: { host: `smtp-${round}.example.com` } },
    { smtp: { port: 1000 + round } },
    { smtp: { timeoutSeconds: round } },
    { smtp: { username: `user-${round}` } },
    { domains: { linkTracking: `link-${round}.example.com` } },
    { domains: { openTracking: `open-${round}.example.com` } },
    { domains: { mailFrom: `bounce-${round}.example.com` } },
    { domains: { enforcedFrom: `news-${round}@example.com` } },
    { smtp: { password: `the-password-of-round-${round}` } },
  ];
  return patches[client % patches.length] as object;
}

function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
