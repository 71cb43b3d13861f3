import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const administrator = { username: 'Ada', password: 'a password of Ada' };
const query = '{ legacyUsage { command credentialKind credentialName uses firstUsedAt lastUsedAt } }';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());
beforeEach(async () => {
  await app.graphql(query);
  await app.sql('DELETE FROM legacy_usage');
  app.log.length = 0;
});

describe('usage: who still uses the legacy API', () => {
  it('usage: legacyUsage counts by command and credential, also what was refused', async () => {
    const key = await app.createKey(['READ']);
    const session = await app.signIn(administrator);
    for (let use = 0; use < 3; use++) await app.legacy({ Command: 'deliveryservers.get' }, { key });
    await app.legacy({ Command: 'DELIVERYSERVERS.GET', SessionID: session }, { key: null });
    await app.legacy({ Command: 'deliveryserver.create' }, { key });
    await app.legacy({ Command: 'deliveryserver.create', SessionID: session }, { key: null });
    await app.legacy({ Command: 'deliveryserver.create', SessionID: session }, { key: null });

    const { data } = await app.graphql(query);
    const counted = data.legacyUsage.map(
      (use: Record<string, unknown>) =>
        `${use.command} ${use.credentialKind} ${use.credentialName} ${use.uses}`,
    );
    expect(counted.sort()).toEqual([
      'deliveryserver.create ADMINISTRATOR Ada 2',
      'deliveryserver.create API_KEY test READ 1',
      'deliveryservers.get ADMINISTRATOR Ada 1',
      'deliveryservers.get API_KEY test READ 3',
    ]);
  });

  it('usage: counts go on from one reading to the next', async () => {
    await app.legacy({ Command: 'deliveryservers.get' });
    const first = (await app.graphql(query)).data.legacyUsage[0];
    await app.legacy({ Command: 'deliveryservers.get' });
    const second = (await app.graphql(query)).data.legacyUsage[0];
    expect([first.uses, second.uses]).toEqual([1, 2]);
    expect(second.firstUsedAt).toBe(first.firstUsedAt);
    expect(Date.parse(second.lastUsedAt)).toBeGreaterThanOrEqual(Date.parse(first.lastUsedAt));
  });

  it('usage: a request without a valid credential or command counts for nobody', async () => {
    await app.legacy({ Command: 'deliveryservers.get' }, { key: 'wrong' });
    await app.legacy({ Command: 'nope' });
    await app.legacy({ Command: 'admin.login', Username: 'x', Password: 'y' }, { key: null });
    expect((await app.graphql(query)).data.legacyUsage).toEqual([]);
  });

  it('usage: the line of a request in the log names command and credential, and neither key nor parameters', async () => {
    const key = await app.createKey(['READ']);
    app.log.length = 0;
    await app.legacy(
      { Command: 'DeliveryServers.Get', Filler: 'a value that is no business of the log' },
      { key },
    );
    await expect.poll(() => requestLines()).toHaveLength(1);
    const [line] = requestLines();
    const [row] = await app.sql("SELECT id FROM api_keys WHERE name = 'test READ' ORDER BY id DESC LIMIT 1");
    expect(line).toMatchObject({
      method: 'POST',
      path: '/api.php',
      status: 200,
      command: 'deliveryservers.get',
      credential: `API_KEY ${row.id}`,
      credentialName: 'test READ',
    });
    expect(JSON.stringify(line)).not.toMatch(/a value that/);
    expect(JSON.stringify(line)).not.toContain(key);
  });

  it('usage: the line names an administrator by user name', async () => {
    const SessionID = await app.signIn(administrator);
    app.log.length = 0;
    await app.legacy({ Command: 'deliveryserver.create', SessionID }, { key: null });
    await expect.poll(() => requestLines()).toHaveLength(1);
    expect(requestLines()[0]).toMatchObject({ command: 'deliveryserver.create', credentialName: 'Ada' });
    expect(requestLines()[0]?.credential).toMatch(/^ADMINISTRATOR \d+$/);
  });

  it('usage: the line has no query string, where a key may stand', async () => {
    await (await fetch(`${app.url}/api.php?Command=deliveryservers.get&APIKey=${app.adminKey}`)).text();
    await expect.poll(() => requestLines()).toHaveLength(1);
    expect(requestLines()[0]?.path).toBe('/api.php');
    expect(JSON.stringify(app.log)).not.toContain(app.adminKey);
  });
});

function requestLines() {
  return app.log.filter(({ msg, path }) => msg === 'request' && path === '/api.php');
}
