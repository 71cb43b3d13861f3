import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser } from './run-cli.js';

let app: TestApp;
let user: CliUser;
let group: string;
let server: string;

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
  group = (await user.json('groups create --name Shop')).id;
  server = (await createServer(app, { name: 'A' })).id;
});
afterEach(() => app?.stop());

describe('groups', () => {
  it('are listed with the servers of their channels', async () => {
    await user.json(['groups', 'create', '--name', 'Another one']);
    const assigned = await user.run(`groups assign ${group} auto-responder ${server}`);
    expect(assigned).toEqual({ code: 0, stdout: `Assigned the channel of ${group} "Shop".\n`, stderr: '' });
    const rows = (await user.run('groups list')).stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['ID', 'NAME', 'MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER']);
    expect(rows).toContainEqual([group, 'Shop', '-', '-', server]);
    expect(await user.json(`groups list --server ${server}`)).toMatchObject([{ id: group }]);
    expect(await user.json('groups list --search another')).toMatchObject([{ name: 'Another one' }]);
  });

  it('are shown, changed and deleted', async () => {
    expect((await user.run(`groups get ${group}`)).stdout).toMatch(/^id +ug_\d+\nversion +1\nname +Shop\n/);
    expect(await user.json(`groups update ${group} --name Store`)).toMatchObject({
      name: 'Store',
      version: 2,
    });
    expect(await user.run(`groups update ${group}`)).toMatchObject({
      code: 2,
      stderr: 'There is nothing to change. Give one of --name, --input.\n',
    });
    expect(await user.run(`groups delete ${group} --expected-version 1`)).toMatchObject({ code: 6 });
    expect(await user.json(`groups delete ${group}`)).toEqual({ deletedId: group });
    expect(await user.run(`groups get ${group}`)).toMatchObject({ code: 3 });
    expect(await user.run(`groups delete ${group}`)).toMatchObject({ code: 3 });
  });

  it('free a channel, whatever the input says', async () => {
    await user.run(`groups assign ${group} marketing ${server}`);
    const input = JSON.stringify({ deliveryServerId: server });
    const { assignments } = await user.json(`groups unassign ${group} marketing --input -`, input);
    expect(assignments).toEqual([]);
  });
});

describe('route', () => {
  it('tells which way mail takes, and why', async () => {
    await user.run(`groups assign ${group} marketing ${server}`);
    const { code, stdout } = await user.run(`route ${group} marketing --sender jane@shop.example.com`);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^status +READY\nserver +ds_1 "A"\nmail from +jane@shop\.example\.com \(SENDER\)\n/,
    );
    expect(stdout).toMatch(/^why +\S/m);
    expect(await user.json(`route ${group} transactional`)).toMatchObject({
      status: 'UNASSIGNED',
      deliveryServer: null,
    });
    expect(await user.run('route ug_99 marketing')).toMatchObject({
      code: 3,
      stderr: 'There is no group with this id.\n',
    });
  });
});
