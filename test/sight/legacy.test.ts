import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/legacy/commands/index.js';
import { newServer } from '../support/servers.js';
import { createWorld, type Kind, type Subject, type World, withoutNames } from './world.js';

type Ask = (subject: Subject) => object;

const asks: Readonly<Record<string, Ask>> = {
  'deliveryserver.testresults': ({ legacyId }) => ({
    DeliveryServerID: legacyId,
    test_results: { SPF: true },
    last_checked_at: '2026-01-01 00:00:00',
  }),
  'deliveryserver.update': ({ legacyId }) => ({
    ...newServer,
    Command: 'deliveryserver.update',
    DeliveryServerID: legacyId,
  }),
  'deliveryservers.delete': ({ legacyId }) => ({ DeliveryServerID: [legacyId] }),
  'deliveryservers.get': ({ legacyId }) => ({ DeliveryServerID: legacyId }),
  'deliveryserver.get': ({ legacyId }) => ({ DeliveryServerID: legacyId }),
  'deliveryserver.verify': ({ legacyId }) => ({ DeliveryServerID: legacyId }),
};

/** Commands that say nothing of a server that is there already, and why. */
const aboutNoServer: Readonly<Record<string, string>> = {
  'deliveryserver.create': 'what it makes is in sight, as the last test holds',
  'admin.login': 'what the session sees is held in root-fields.test.ts',
  'admin.logout': 'ends the session',
  'user.login': 'refuses',
};

async function answer(world: World, command: string, format: string, kind: Kind, key: string) {
  const subject = await world.make(kind);
  const body = { Command: command, APIKey: key, ResponseFormat: format, ...asks[command]?.(subject) };
  const response = await fetch(`${world.app.url}/api.php`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  world.app.transcript.note(text);
  return withoutNames(`${response.status} ${text}`, subject);
}

describe.each(['store', 'verify'] as const)(
  'a key that is limited to a tag, with results to %s,',
  (testResults) => {
    let world: World;

    beforeAll(async () => {
      world = await createWorld({ legacyTestResults: testResults });
      world.app.transcript.guard('SMTP password', newServer.SendMethodSMTPPassword);
    });
    afterAll(() => world?.stop());

    const named = testResults === 'store' ? Object.keys(asks) : ['deliveryserver.testresults'];
    const cases = named.flatMap((command) => ['JSON', 'XML'].map((format) => [command, format] as const));

    it.each(cases)(
      'is answered by %s in %s as if a server out of sight did not exist',
      async (command, format) => {
        const { app, limited } = world;
        const never = await answer(world, command, format, 'never', limited);
        expect(await answer(world, command, format, 'unseen', limited)).toBe(never);
        if (command !== 'deliveryservers.delete')
          expect(await answer(world, command, format, 'unseen', app.adminKey)).not.toBe(never);
        expect(await answer(world, command, format, 'seen', limited)).not.toBe(never);
      },
    );
  },
);

describe('the legacy API with such a key', () => {
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
    world.app.transcript.guard('SMTP password', newServer.SendMethodSMTPPassword);
  });
  afterAll(() => world?.stop());

  it('has a case here for every command', () => {
    const known = [...Object.keys(asks), ...Object.keys(aboutNoServer)];
    expect(commands.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('lists and counts the servers in sight alone, with the passwords that SECRETS lets it read', async () => {
    const { app, limited, make } = world;
    const [seen, unseen] = [await make('seen'), await make('unseen')];
    const list = async (key: string) =>
      (await app.legacy({ Command: 'deliveryservers.get', RecordsFrom: 0 }, { key })).body;
    const { DeliveryServers: servers, TotalDeliveryServerCount: count } = await list(limited);
    expect([Object.keys(servers), count]).toEqual([[`${seen.legacyId}`], 1]);
    expect(JSON.stringify(servers)).toContain('"smtp_password":"smtp_password"');
    const all = Object.keys((await list(app.adminKey)).DeliveryServers);
    expect(all).toEqual([`${seen.legacyId}`, `${unseen.legacyId}`]);
  });

  it('deletes nothing out of sight, and frees no channel of it', async () => {
    const { app, limited, make } = world;
    const [seen, unseen] = [await make('seen'), await make('unseen')];
    const request = { Command: 'deliveryservers.delete', DeliveryServerID: [seen.legacyId, unseen.legacyId] };
    const { body } = await app.legacy(request, { key: limited });
    expect(body.UserGroupsReset).toHaveLength(1);
    const left = await app.sql('SELECT id FROM delivery_servers WHERE id IN (?)', [
      [seen.legacyId, unseen.legacyId],
    ]);
    expect(left.map(({ id }) => id)).toEqual([unseen.legacyId]);
  });

  it('creates servers that it sees, though the old programs know no tags', async () => {
    const { app, limited } = world;
    const { body } = await app.legacy(newServer, { key: limited });
    const found = await app.legacy(
      { Command: 'deliveryserver.get', DeliveryServerID: body.DeliveryServerID },
      { key: limited },
    );
    expect(found.body).toMatchObject({ Success: true });
    const tags = await app.sql('SELECT tag FROM delivery_server_tags WHERE delivery_server_id = ?', [
      body.DeliveryServerID,
    ]);
    expect(tags).toEqual([{ tag: 'seen' }]);
  });
});
