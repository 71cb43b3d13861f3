import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { createGroup, createServer } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CliUser, startCli } from './run-cli.js';

let app: TestApp;
let user: CliUser;
/** It passes on any bytes. */
let proxy: DatabaseProxy;
const running: Watching[] = [];

interface Watching {
  child: ChildProcess;
  said: { stdout: string; stderr: string };
  ended: Promise<number | null>;
  /** Resolves when it has said so many. */
  lines(number: number): Promise<string[]>;
}

beforeEach(async () => {
  app = await startTestApp();
  user = new CliUser(app);
  proxy = await startDatabaseProxy(app.url);
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  await proxy?.close();
  await app?.stop();
});

function watch(line: string, env: Record<string, string> = {}): Watching {
  const child = startCli(['watch', ...line.split(' ')], { ...user.environment, ...env });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text) => (said.stdout += text));
  child.stderr?.on('data', (text) => (said.stderr += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const watching: Watching = {
    child,
    said,
    ended,
    lines: (number: number) =>
      vi.waitFor(() => {
        const lines = said.stdout.split('\n').slice(0, -1);
        expect(lines).toHaveLength(number);
        return lines;
      }, 20_000),
  };
  running.push(watching);
  return watching;
}

/** Changes until the first change is seen: nothing else tells when it has begun to watch. */
async function untilSeen({ said }: Watching, change: () => Promise<unknown>): Promise<void> {
  await vi.waitFor(
    async () => {
      await change();
      expect(said.stdout).not.toBe('');
    },
    { timeout: 20_000, interval: 200 },
  );
}

describe('watch', () => {
  it('prints a line for each change, after the one that it is told', async () => {
    await createServer(app, { name: 'A' });
    await createServer(app, { name: 'B' });
    await user.run('servers update ds_1 --name C');
    const watching = watch('servers 1 --after 1');
    expect(await watching.lines(1)).toEqual([
      expect.stringMatching(/^\S+Z ev_\d+ UPDATED ds_1 version 2 "C"$/),
    ]);
    await user.run('servers delete ds_1');
    expect((await watching.lines(2))[1]).toMatch(/^\S+Z ev_\d+ DELETED ds_1 version 2$/);
    watching.child.kill('SIGINT');
    expect([await watching.ended, watching.said.stderr]).toEqual([0, '']);
  });

  it('prints which check turned, among the changes of servers and alone', async () => {
    await createServer(app, { name: 'A' });
    await app.sql(
      `INSERT INTO verification_runs (delivery_server_id, delivery_server_version, trigger_kind, status, checks)
       VALUES (1, 1, 'SCHEDULED', 'DONE', 'LINK_DOMAIN')`,
    );
    await app.sql(
      `INSERT INTO check_transitions (delivery_server_id, run_id, kind, from_status, to_status, since, finding)
       VALUES (1, 1, 'LINK_DOMAIN', 'PASS', 'FAIL', '2026-01-01', ?)`,
      [JSON.stringify({ severity: 'FAIL', code: 'HOST_NAME_MISSING', message: 'It does not exist.' })],
    );
    await app.sql(
      `INSERT INTO outbox (subject, subject_id, kind, version, detail_id, topic)
       VALUES ('DELIVERY_SERVER', 1, 'CHECK_CHANGED', 1, 1, 'LINK_DOMAIN FAIL')`,
    );
    const all = watch('servers --after ev_1');
    const checks = watch('checks ds_1 --after ev_1');
    await user.run('servers update ds_1 --name B');
    const lines = await all.lines(2);
    expect(lines[0]).toMatch(
      /^\S+Z ev_\d+ CHECK_CHANGED ds_1 LINK_DOMAIN PASS to FAIL \[HOST_NAME_MISSING\] "/,
    );
    expect(lines[1]).toMatch(/ UPDATED ds_1 version 2 "B"$/);
    expect((await checks.lines(1))[0]?.replace(/".*/, '')).toBe(lines[0]?.replace(/".*/, ''));
  });

  it('prints lines of JSON for programs', async () => {
    const watching = watch('groups --json');
    await untilSeen(watching, () => createGroup(app));
    const [line] = watching.said.stdout.split('\n');
    expect(JSON.parse(line as string)).toMatchObject({
      kind: 'CREATED',
      userGroup: { name: 'Default User Group', assignments: [] },
    });
  });

  it('goes on after the last event when the connection breaks', async () => {
    await createServer(app, { name: 'A' });
    await user.run('servers update ds_1 --name B');
    const watching = watch('servers --after ev_1', { GATEWAY_URL: proxy.url });
    await watching.lines(1);
    await proxy.cut();
    await user.run('servers update ds_1 --name C');
    await user.run('servers update ds_1 --name D');
    await proxy.restore();
    // Each event comes with the server as it is when it is told.
    const versions = (await watching.lines(3)).map((line) => line.replace(/.* version /, ''));
    expect(versions).toEqual(['2 "B"', '3 "D"', '4 "D"']);
    expect(watching.said.stderr).toBe('The connection is lost. Trying again.\nConnected again.\n');
    watching.child.kill('SIGINT');
    expect(await watching.ended).toBe(0);
  });

  it('ends on SIGINT also while the gateway is away', async () => {
    await createServer(app);
    await user.run('servers update ds_1 --name B');
    const watching = watch('servers --after ev_1', { GATEWAY_URL: proxy.url });
    await watching.lines(1);
    await proxy.cut();
    await vi.waitFor(() => expect(watching.said.stderr).toContain('Trying again'), 20_000);
    watching.child.kill('SIGINT');
    expect(await watching.ended).toBe(0);
  });

  it('ends quietly when nobody reads any more', async () => {
    await createServer(app);
    await user.run('servers update ds_1 --name B');
    const watching = watch('servers --after ev_1');
    await watching.lines(1);
    watching.child.stdout?.destroy();
    await user.run('servers update ds_1 --name C');
    expect([await watching.ended, watching.said.stderr]).toEqual([0, '']);
  });

  it('says when its key has ended', async () => {
    const { id, secret } = await user.json('keys create --name watcher --scopes READ');
    await createServer(app);
    await user.run('servers update ds_1 --name B');
    const watching = watch('servers --after ev_1', { GATEWAY_API_KEY: secret });
    await watching.lines(1);
    await user.run(`keys revoke ${id}`);
    expect([await watching.ended, watching.said.stderr]).toEqual([
      4,
      'The gateway does not accept this key: it is wrong, revoked, expired, or not for the network that you are in. Check GATEWAY_API_KEY.\n',
    ]);
  });

  it.each([
    ['servers --after canary', {}, 2],
    ['groups', { GATEWAY_API_KEY: 'canary-key' }, 4],
    // A port that nobody listens at, and one that fetch refuses.
    ['groups', { GATEWAY_URL: 'http://127.0.0.1:2' }, 5],
    ['groups', { GATEWAY_URL: 'http://127.0.0.1:1' }, 2],
  ])('that cannot begin ends at once: %s %j', async (line, env, code) => {
    const watching = watch(line, env);
    expect([await watching.ended, watching.said.stdout]).toEqual([code, '']);
    expect(watching.said.stderr).not.toContain('canary');
  });
});
