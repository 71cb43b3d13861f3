import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, everyServerField, mutate, readServer, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const selection = `deliveryServer { ${everyServerField} }`;
const update = (input: object) => mutate(app, 'deliveryServerUpdate', input, selection);

describe('the version of a server', () => {
  it('counts every change from 1, whoever makes it', async () => {
    const { id } = await createServer(app);
    expect((await update({ id, name: 'Two' })).deliveryServer.version).toBe(2);
    expect((await update({ id, expectedVersion: 2, name: 'Three' })).deliveryServer.version).toBe(3);
    expect((await update({ id, name: '' })).deliveryServer).toBeNull();
    expect((await readServer(app, id)).version).toBe(3);
  });

  it('stops an update that expects another one, and the answer has the server as it is', async () => {
    const { id } = await createServer(app);
    const { deliveryServer: current } = await update({ id, name: 'Someone was faster' });
    for (const expectedVersion of [1, 3, 0, -1]) {
      const { deliveryServer, userErrors } = await update({ id, expectedVersion, name: 'Too late' });
      expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
      expect(deliveryServer).toEqual(current);
    }
    expect(await readServer(app, id)).toEqual(current);
  });

  it('lets one of several updates through that expect the same one', async () => {
    const { id } = await createServer(app);
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => update({ id, expectedVersion: 1, name: `Racer ${index}` })),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect((await readServer(app, id)).version).toBe(2);
  });

  it('grows by each of several concurrent updates, none of which loses what another wrote', async () => {
    const { id } = await createServer(app);
    const patches = [
      { name: 'Concurrent' },
      { smtp: { port: 2525 } },
      { smtp: { timeoutSeconds: 7 } },
      { domains: { mailFrom: 'm.example.org' } },
      { domains: { enforcedFrom: null } },
      { senderRotation: { enabled: true } },
      { senderRotation: { settings: 'kept' } },
    ];
    await Promise.all(patches.map((patch) => update({ id, ...patch })));
    expect(await readServer(app, id)).toMatchObject({
      version: 1 + patches.length,
      name: 'Concurrent',
      smtp: { port: 2525, timeoutSeconds: 7 },
      domains: { mailFrom: 'm.example.org', enforcedFrom: null },
      senderRotation: { enabled: true, settings: 'kept' },
    });
  });
});
