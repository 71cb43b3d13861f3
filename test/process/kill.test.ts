import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayFixture } from '../support/gateway-process.js';
import { processesNaming } from '../support/processes.js';
import { Client, newServer } from './client.js';
import { beginUpload } from './slow-requests.js';
import { serverLog, startLongAnswer, startWithKey } from './started-gateway.js';

let fixture: GatewayFixture;
beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

describe('after kill -9 of the gateway', () => {
  it('the database ends by itself and cleanly, and the next start has the data', async () => {
    const { gateway, key } = await startWithKey(fixture);
    await new Client(gateway.url, key, fixture.transcript).createServer();
    gateway.kill('SIGKILL');
    expect(await gateway.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await expect.poll(() => processesNaming(fixture.dataDirectory), { timeout: 10_000 }).toEqual([]);
    expect(await serverLog(fixture)).toContain('Shutdown complete');

    const next = await fixture.start();
    expect(next.printedKey).toBeNull();
    expect(await new Client(next.url, key, fixture.transcript).serverNames()).toEqual(['Main relay']);
  });

  it('the next start works at once, although the earlier database is still ending', async () => {
    const { gateway, key } = await startWithKey(fixture);
    await new Client(gateway.url, key, fixture.transcript).createServer();
    gateway.kill('SIGKILL');
    await gateway.exited;
    const next = await fixture.start();
    expect(await new Client(next.url, key, fixture.transcript).serverNames()).toEqual(['Main relay']);
  });

  /** The negative control of the requests in flight: without the grace they are cut. */
  it('requests in flight are cut', async () => {
    const { gateway, answer } = await startLongAnswer(fixture);
    const upload = await beginUpload(gateway.url, '/api.php', newServer);
    gateway.kill('SIGKILL');
    await gateway.exited;
    expect(await upload.finish()).toBe('');
    const { text, isComplete } = await answer.rest();
    expect(isComplete).toBe(false);
    expect(() => JSON.parse(text)).toThrow();
  });
});
