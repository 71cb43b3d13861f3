import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodings, type RequestParameters, requestFor } from '../support/encodings.js';
import {
  createServerWithId,
  numberNextServer,
  removeServers,
  restoreDocumentedInstallation,
} from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import {
  type CommandName,
  documentation,
  documentedCommands,
  parametersOfEveryCommand,
} from './documentation.js';

let app: TestApp;

const administrator = { username: 'root', password: 'canary-administrator' };

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

for (const { name: command, parameters, example } of documentedCommands) {
  describe(`the documented example of ${command}`, () => {
    for (const [encoding, send] of Object.entries(encodings)) {
      it(`gets the documented answer ${encoding}, byte for byte`, async () => {
        await given[command]();
        const answer = await send(`${app.url}/api.php`, { ...requestFor(command), APIKey: app.adminKey });
        expect(await answer.text()).toBe(JSON.stringify(example.success));
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      });
    }

    it('has the same effect in every encoding', async () => {
      const effects = new Map<string, string>();
      for (const [encoding, send] of Object.entries(encodings)) {
        await given[command]();
        await (await send(`${app.url}/api.php`, { ...requestFor(command), APIKey: app.adminKey })).text();
        effects.set(encoding, await listOfServers());
      }
      expect(Object.fromEntries(effects)).toEqual(
        Object.fromEntries(Object.keys(encodings).map((encoding) => [encoding, effects.get('as JSON')])),
      );
    });

    it('is answered as printed, with the session id of a login', async () => {
      await given[command]();
      const request: RequestParameters = { ...example.request, SessionID: await app.signIn(administrator) };
      const { text } = await app.legacy(request, { key: null });
      expect(text).toBe(JSON.stringify(example.success));
    });

    it('is answered when a valid API key stands beside the session id that is printed', async () => {
      await given[command]();
      const { text } = await app.legacy(example.request);
      expect(text).toBe(JSON.stringify(example.success));
    });

    it('uses no parameter that is not documented', () => {
      const documented = [...parametersOfEveryCommand, ...parameters].map(({ name }) => name);
      expect(documented).toEqual(expect.arrayContaining(namesIn(example.request)));
    });
  });
}

describe('the documented life of a server', () => {
  it('shows the results of the created server as the example of deliveryservers.get does', async () => {
    await numberNextServer(app, 123);
    await app.legacy(requestFor('deliveryserver.create'));
    await app.legacy(requestFor('deliveryserver.testresults'));

    const shown = (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers['123'];
    const documented = documentation['deliveryservers.get'].example.success.DeliveryServers['123'];
    expect(JSON.stringify(shown)).toBe(
      JSON.stringify({ ...documented, UserGroupAssignments: [], IsAllocated: false }),
    );
  });

  it('lists the user groups that a deletion leaves without a server', async () => {
    await restoreDocumentedInstallation(app);
    const { text } = await app.legacy(requestFor('deliveryservers.delete'));
    expect(text).toBe('{"Success":true,"ErrorCode":0,"UserGroupsReset":[1,5]}');
  });
});

/** The installation in which each example gives its documented answer. */
const given: Readonly<Record<CommandName, () => Promise<void>>> = {
  'deliveryserver.create': async () => {
    await removeServers(app);
    await numberNextServer(app, 123);
  },
  'deliveryserver.testresults': onlyServer123,
  'deliveryserver.update': onlyServer123,
  'deliveryservers.delete': async () => {
    await onlyServer123();
    await createServerWithId(app, 456);
  },
  'deliveryservers.get': () => restoreDocumentedInstallation(app),
};

async function onlyServer123(): Promise<void> {
  await removeServers(app);
  await createServerWithId(app, 123);
}

async function listOfServers(): Promise<string> {
  return (await app.legacy({ Command: 'deliveryservers.get' })).text;
}

function namesIn(request: object): string[] {
  return Object.entries(request).flatMap(([name, value]) =>
    typeof value === 'object' ? [name, ...namesIn(value).map((inner) => `${name}.${inner}`)] : [name],
  );
}
