import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayFixture } from '../support/gateway-process.js';
import { processesNaming } from '../support/processes.js';
import { Client } from './client.js';

let fixture: GatewayFixture;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

describe('the arguments of a start', () => {
  it('--demo fills an empty database, and says at the next start that it is left alone', async () => {
    const gateway = fixture.spawn({}, ['--demo']);
    await gateway.ready();
    expect(gateway.stdout).toContain('\n  Demo data    added, for the examples of the playground\n');
    const client = new Client(gateway.url, gateway.printedKey, fixture.transcript);
    expect((await client.graphql(count)).body.data.deliveryServers.totalCount).toBe(32);
    gateway.kill('SIGTERM');
    await gateway.exited;

    const next = fixture.spawn({}, ['--demo']);
    await next.ready();
    expect(next.stdout).toContain('\n  Demo data    not added: this database is not empty\n');
  });

  it('--help tells what there is, and starts nothing', async () => {
    const gateway = fixture.spawn({}, ['--help']);
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(gateway.stdout).toContain('--demo');
    expect(await processesNaming(fixture.dataDirectory)).toEqual([]);
  });

  it.each([['--dmo'], ['demo'], ['--demo=yes'], ['--port', '4000']])(
    '%s is refused in a sentence, with 2, without repeating it',
    async (...argv) => {
      const gateway = fixture.spawn({}, argv);
      expect(await gateway.exited).toEqual({ code: 2, signal: null });
      expect(gateway.stderr).toBe('The gateway takes only --demo and --help. See npm start -- --help.\n');
      expect(gateway.stdout).toBe('');
      expect(await processesNaming(fixture.dataDirectory)).toEqual([]);
    },
  );
});

const count = '{ deliveryServers(first: 1) { totalCount } }';
