import { readdir, readFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayFixture } from '../support/gateway-process.js';
import { processesNaming } from '../support/processes.js';
import { Client, newServer } from './client.js';
import { beginUpload, isListening } from './slow-requests.js';
import { longSettings, serverLog, startLongAnswer, startWithKey } from './started-gateway.js';

let fixture: GatewayFixture;
beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

describe.each(['SIGTERM', 'SIGINT'] as const)('after %s', (signal) => {
  it('the gateway ends with 0 and takes the database with it', async () => {
    const gateway = await fixture.start();
    const server = await databaseServer();
    expect(await processesNaming(fixture.dataDirectory)).toContain(server);

    gateway.kill(signal);
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(await processesNaming(fixture.dataDirectory)).toEqual([]);
    expect((await readdir(join(fixture.dataDirectory, 'database'))).sort()).toEqual([
      'data',
      'password',
      'server.log',
    ]);
    expect(await serverLog(fixture)).toContain('Shutdown complete');
  });

  it('a request whose body is still coming is answered and its work kept', async () => {
    const { gateway, key } = await startWithKey(fixture);
    const upload = await beginUpload(gateway.url, '/api.php', { ...newServer, APIKey: key });
    gateway.kill(signal);
    await expect.poll(() => isListening(gateway.url)).toBe(false);

    const answer = await upload.finish();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\n\r\n\{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServerID":1\}$/);
    expect(await gateway.exited).toEqual({ code: 0, signal: null });

    const next = await fixture.start();
    expect(await new Client(next.url, key, fixture.transcript).serverNames()).toEqual(['Main relay']);
  });

  it('a long answer is written to its end', async () => {
    const { gateway, answer } = await startLongAnswer(fixture);
    gateway.kill(signal);
    await expect.poll(() => isListening(gateway.url)).toBe(false);

    const { text, isComplete } = await answer.rest();
    expect(isComplete).toBe(true);
    expect(Object.keys(JSON.parse(text).DeliveryServers)).toHaveLength(longSettings);
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
  });
});

describe('a gateway that is asked to stop', () => {
  it('does not wait for clients that keep idle connections', async () => {
    const { gateway, key } = await startWithKey(fixture);
    // fetch keeps its connection for the next request.
    await new Client(gateway.url, key, fixture.transcript).createServer();
    gateway.kill('SIGTERM');
    const outcome = await Promise.race([gateway.exited, sleep(20_000, 'still there', { ref: false })]);
    expect(outcome).toEqual({ code: 0, signal: null });
  });

  it('does not wait for a connection that is kept after the last request in flight', async () => {
    const { gateway, key } = await startWithKey(fixture);
    const upload = await beginUpload(gateway.url, '/api.php', { ...newServer, APIKey: key });
    gateway.kill('SIGTERM');
    await expect.poll(() => isListening(gateway.url)).toBe(false);
    const finished = upload.finish();
    const outcome = await Promise.race([gateway.exited, sleep(20_000, 'still there', { ref: false })]);
    expect(outcome).toEqual({ code: 0, signal: null });
    await finished;
  });

  it('says so at /readyz before it closes the listener', async () => {
    const { gateway } = await startWithKey(fixture);
    const seen: number[] = [];
    gateway.kill('SIGTERM');
    for (;;) {
      // A connection of its own for each, as a load balancer opens it.
      const answer = await fetch(`${gateway.url}/readyz`, { headers: { connection: 'close' } }).catch(
        () => null,
      );
      if (answer === null) break;
      seen.push(answer.status);
    }
    expect(seen.at(-1)).toBe(503);
    expect((await gateway.exited).code).toBe(0);
  });

  it('breaks no request of clients that keep their connections and work on', async () => {
    const { gateway, key } = await startWithKey(fixture);
    const outcomes: string[] = [];
    const agent = new Agent({ keepAlive: true });
    const clients = Array.from({ length: 16 }, async () => {
      while (outcomes.at(-1) !== 'ECONNREFUSED') outcomes.push(await askOnce(gateway.url, key, agent));
    });
    await expect.poll(() => outcomes.length).toBeGreaterThan(100);
    gateway.kill('SIGTERM');
    await Promise.all(clients);
    agent.destroy();
    expect([...new Set(outcomes)].sort()).toEqual(['200 close', '200 keep-alive', 'ECONNREFUSED']);
    expect((await gateway.exited).code).toBe(0);
  });

  it('in the midst of long lists ends with 0, and in time', async () => {
    const { gateway, answer } = await startLongAnswer(fixture);
    // Nobody reads on, so this list never ends by itself.
    gateway.kill('SIGTERM');
    const begun = Date.now();
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(12_000);
    expect((await answer.rest()).isComplete).toBe(false);
    expect(gateway.stdout).not.toContain('unexpected error');
  });

  it('ends before Docker would kill it, also with a write on its way to a database that hangs', async () => {
    const { gateway, key } = await startWithKey(fixture);
    const client = new Client(gateway.url, key, fixture.transcript);
    await client.createServer();
    process.kill(await databaseServer(), 'SIGSTOP');
    const written = client.legacy(newServer);
    const begun = Date.now();
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect((await written).status).toBe(503);
  });

  it('is not hurt by being asked again', async () => {
    const gateway = await fixture.start();
    gateway.kill('SIGTERM');
    gateway.kill('SIGINT');
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
  });

  it('while it starts ends as soon as it has started, and shows the first key before', async () => {
    const gateway = fixture.spawn();
    const lock = () => readdir(join(fixture.dataDirectory, 'database')).catch(() => []);
    await expect.poll(lock, { interval: 5, timeout: 20_000 }).toContain('lock');
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(gateway.printedKey).not.toBeNull();
    expect(await processesNaming(fixture.dataDirectory)).toEqual([]);
  });
});

describe('a gateway whose output nobody reads', () => {
  it('stops as if asked to when the reader goes away', async () => {
    const { gateway, key } = await startWithKey(fixture);
    gateway.leaveOutput();
    // The line of a request is the first that nobody can take.
    await new Client(gateway.url, key, fixture.transcript).serverNames();
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(gateway.stderr).toBe('');
    expect(await serverLog(fixture)).toContain('Shutdown complete');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 at %s that comes with the end of the reader',
    async (signal) => {
      const { gateway } = await startWithKey(fixture);
      gateway.leaveOutput();
      gateway.kill(signal);
      expect(await gateway.exited).toEqual({ code: 0, signal: null });
      expect(gateway.stderr).toBe('');
    },
  );

  it('answers on, and ends with 0, when the reader holds everything up', async () => {
    const gateway = await fixture.start();
    gateway.holdOutput();
    // More lines than a pipe holds.
    for (let sent = 0; sent < 2_000; sent += 100) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => fetch(`${gateway.url}/healthz`).then(({ status }) => status)),
      );
      expect(new Set(answers)).toEqual(new Set([200]));
    }
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
  });
});

/** One request: its status and what becomes of the connection, or the code of its failure. */
function askOnce(url: string, key: string, agent: Agent): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  return new Promise((resolve) => {
    const query = encodeURIComponent('{ viewer { name } }');
    get(`${url}/graphql?query=${query}`, { agent, headers: { ...headers, 'apollo-require-preflight': '1' } })
      .once('response', (response) => {
        response.resume();
        response.once('close', () => resolve(`${response.statusCode} ${response.headers.connection}`));
      })
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

async function databaseServer(): Promise<number> {
  const pid = Number(await readFile(join(fixture.dataDirectory, 'database', 'server.pid'), 'utf8'));
  expect(pid).toBeGreaterThan(0);
  return pid;
}
