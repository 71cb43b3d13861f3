import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGroup, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;
/** The numbers in the ids of a server, a group and a key. */
let [server, group, key] = ['', '', ''];

beforeAll(async () => {
  app = await startTestApp();
  user = new CliUser(app);
  server = (await createServer(app, { name: 'A' })).id.replace('ds_', '');
  group = (await createGroup(app)).id.replace('ug_', '');
  const made = await user.json('keys create --name deploy --scopes READ');
  key = made.id.replace('key_', '');
});
afterAll(() => app?.stop());

describe('an id in the command line', () => {
  it('may be its number alone', async () => {
    const lines = [
      `servers get ${server}`,
      `servers update ${server} --verify-every 1d`,
      `servers pause ${server}`,
      `servers enable ${server}`,
      `servers list --group ${group}`,
      `groups get ${group}`,
      `groups update ${group} --name B`,
      `groups assign ${group} marketing ${server}`,
      `groups list --server ${server}`,
      `groups unassign ${group} marketing`,
      `route ${group} marketing`,
      `keys revoke ${key}`,
      `servers delete ${server}@9 --dry-run`,
      `servers delete ${server}`,
      `groups delete ${group}`,
    ];
    const ends: [line: string, code: number | null][] = [];
    for (const line of lines) ends.push([line, (await user.run(line)).code]);
    // A version that it does not have says that the gateway has found the server.
    expect(ends).toEqual(lines.map((line) => [line, line.includes('@9') ? 6 : 0]));
  });

  it.each([
    ['verify abc', 'id must be an id such as 12 or ds_12.'],
    ['servers get ug_1', 'id must be an id such as 12 or ds_12.'],
    ['servers get 0', 'id must be an id such as 12 or ds_12.'],
    ['servers delete 1 abc@4', 'id must be an id such as 12, ds_12 or ds_12@4.'],
    ['servers list --group ds_1', '--group must be an id such as 12 or ug_12.'],
    ['groups get ds_1', 'id must be an id such as 12 or ug_12.'],
    ['keys revoke abc', 'id must be an id such as 12 or key_12.'],
    ['watch groups ds_1', 'ids must be an id such as 12 or ug_12.'],
    ['watch servers --after abc', '--after must be an id such as 12 or ev_12.'],
  ])('that cannot be one is a mistake of the command line: %s', async (line, sentence) => {
    expect(await user.run(line)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
  });
});
