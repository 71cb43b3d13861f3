import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isFormRequest, postForm, type RequestParameters, requestFor } from '../support/encodings.js';
import {
  createServer,
  createServerWithId,
  numberNextServer,
  removeServers,
} from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { acceptances } from './acceptances.js';
import { documentedCommands } from './documentation.js';
import { type Provocation, provocations } from './provocations.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

for (const { name: command, errors, reserved, example } of documentedCommands) {
  const own = provocations.filter((provocation) => provocation.command === command);

  describe(`a refused ${command}`, () => {
    it.each(own.map((provocation) => [provocation.title, provocation] as const))(
      '%s',
      async (_, provocation) => {
        const request = await requestOf(provocation);
        const before = await listOfServers();

        const answer = await app.legacy(request);
        expect(answer.text).toBe(provocation.answer);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');

        if (isFormRequest(request)) {
          const asForm = await postForm(`${app.url}/api.php`, { ...request, APIKey: app.adminKey });
          expect(await asForm.text()).toBe(provocation.answer);
        }
        expect(await listOfServers()).toBe(before);
      },
    );
  });

  describe(`the codes of ${command}`, () => {
    const provoked = new Set(own.flatMap(({ codes }) => codes));

    it('are all provoked, except the reserved ones', () => {
      const sent = codesOf(errors).filter((code) => !reserved.includes(code));
      expect([...provoked].sort((a, b) => a - b)).toEqual(sent);
    });

    it('are each provoked alone, unless documented to come in company', () => {
      const alone = new Set(own.filter(({ codes }) => codes.length === 1).flatMap(({ codes }) => codes));
      const never = codesOf(errors).filter((code) => !reserved.includes(code) && !alone.has(code));
      expect(never).toEqual(command === 'deliveryserver.testresults' ? [1] : []);
    });

    it('include the documented example of an error', () => {
      expect(own.map(({ answer }) => answer)).toContain(JSON.stringify(example.error));
    });
  });
}

for (const command of ['deliveryserver.create', 'deliveryserver.update'] as const) {
  describe(`an accepted ${command}`, () => {
    for (const { change, shows, words } of acceptances) {
      it(`takes ${words ?? JSON.stringify(change)}`, async () => {
        const target = command === 'deliveryserver.update' ? await createServer(app) : undefined;
        const request = requestFor(command, { ...(target && { DeliveryServerID: target }), ...change });

        const { body, text } = await app.legacy(request);
        expect(text).toBe(
          `{"Success":true,"ErrorCode":0,"ErrorText":"","DeliveryServerID":${body.DeliveryServerID}}`,
        );
        if (shows) {
          const [path, value] = shows;
          expect(at(await entryOf(body.DeliveryServerID), path)).toEqual(value);
        }
      });
    }

    it('never answers 8, though documented: the password is optional', async () => {
      const target = command === 'deliveryserver.update' ? await createServer(app) : undefined;
      for (const blank of [undefined, null, '']) {
        const change = { ...(target && { DeliveryServerID: target }), SendMethodSMTPPassword: blank };
        const { body } = await app.legacy(requestFor(command, change));
        expect(body.ErrorCode).toBe(0);
      }
    });

    it('never answers 12, though documented: the enforced address is optional', async () => {
      const target = command === 'deliveryserver.update' ? await createServer(app) : undefined;
      for (const blank of [undefined, null, '', '  ', [], {}]) {
        const change = { ...(target && { DeliveryServerID: target }), DomainSettings_EnforcedFrom: blank };
        const { body } = await app.legacy(requestFor(command, change));
        expect(body.ErrorCode).toBe(0);
      }
    });
  });
}

describe('an accepted deliveryserver.testresults', () => {
  const allFalse = {
    email_delivery: false,
    spf: false,
    dkim: false,
    dmarc: false,
    sender_domain: false,
    link_domain: false,
    open_domain: false,
  };
  const spellings: readonly [title: string, change: RequestParameters, stored: object][] = [
    [
      'stores what is left out as false, though every result is documented as required',
      { TestResults: { DMARC: true } },
      { ...allFalse, dmarc: true },
    ],
    [
      'takes JSON text',
      { TestResults: '{"SPF":true,"OpenDomain":true}' },
      { ...allFalse, spf: true, open_domain: true },
    ],
    [
      'takes the underscored names',
      {
        TestResults: undefined,
        LastCheckedAt: undefined,
        test_results: { sender_domain: true, email_delivery: true },
        last_checked_at: '2025-12-28 10:30:00',
      },
      { ...allFalse, sender_domain: true, email_delivery: true },
    ],
    [
      'reads 1, "1", "TRUE", "yes" and "on" as true',
      { TestResults: { SPF: 1, DKIM: '1', DMARC: 'TRUE', SenderDomain: 'yes', LinkDomain: 'on' } },
      { ...allFalse, spf: true, dkim: true, dmarc: true, sender_domain: true, link_domain: true },
    ],
    [
      'reads everything else as false',
      {
        TestResults: {
          SPF: 0,
          DKIM: '0',
          DMARC: 'false',
          SenderDomain: 'passed',
          LinkDomain: 2,
          OpenDomain: null,
        },
      },
      allFalse,
    ],
  ];

  it.each(spellings)('%s', async (_, change, stored) => {
    const id = await createServer(app);
    const { text } = await app.legacy(
      requestFor('deliveryserver.testresults', { DeliveryServerID: id, ...change }),
    );
    expect(text).toBe('{"Success":true,"ErrorCode":0,"ErrorText":""}');

    const { VerificationResults, VerificationLastCheckedAt } = await entryOf(id);
    expect(JSON.stringify(VerificationResults)).toBe(JSON.stringify(stored));
    expect(VerificationLastCheckedAt).toBe('2025-12-28 10:30:00');
  });

  it.each(['2024-02-29 00:00:00', '2025-03-30 02:30:00', '2025-12-31 23:59:59'])(
    'returns the timestamp %s as it was sent',
    async (timestamp) => {
      const id = await createServer(app);
      await app.legacy(
        requestFor('deliveryserver.testresults', { DeliveryServerID: id, LastCheckedAt: timestamp }),
      );
      expect((await entryOf(id)).VerificationLastCheckedAt).toBe(timestamp);
    },
  );
});

describe('an accepted deliveryservers.delete', () => {
  const spellings = [
    '123,456',
    '123, 456',
    ' 456 ,123,',
    [123, 456],
    ['123', '456'],
    '123,456,123',
    'x,123,-1,0,456',
  ];

  it.each(spellings.map((ids) => [JSON.stringify(ids), ids] as const))('takes %s', async (_, ids) => {
    await createServerWithId(app, 123);
    await createServerWithId(app, 456);

    const { text } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: ids });
    expect(text).toBe('{"Success":true,"ErrorCode":0}');
    expect(await listOfServers()).toBe('{"Success":false,"ErrorCode":2}');
  });

  it('takes a single number and leaves the other servers alone', async () => {
    await createServerWithId(app, 123);
    await createServerWithId(app, 456);

    const { text } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: 123 });
    expect(text).toBe('{"Success":true,"ErrorCode":0}');
    const { body } = await app.legacy({ Command: 'deliveryservers.get' });
    expect(Object.keys(body.DeliveryServers)).toEqual(['456']);
  });

  it('skips an id that does not exist', async () => {
    const { text } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: '2000000000' });
    expect(text).toBe('{"Success":true,"ErrorCode":0}');
  });
});

describe('an accepted deliveryservers.get', () => {
  it('shows a server never tested with seven false results and no time', async () => {
    await numberNextServer(app, 123);
    const id = await createServer(app, {
      SendMethodSMTPAuth: false,
      SendMethodSMTPUsername: undefined,
      SendMethodSMTPPassword: undefined,
      DomainSettings_EnforcedFrom: undefined,
    });
    expect(await listOfServers()).toBe(
      `{"Success":true,"ErrorCode":0,"DeliveryServers":{"${id}":{"DeliveryServerID":"${id}","Name":"Primary SMTP Server","ConnectionParams":{"smtp_host":"smtp.example.com","smtp_port":587,"smtp_secure":"tls","smtp_timeout":30,"smtp_auth":false,"smtp_username":"","smtp_password":""},"Domains":{"link_tracking":"track.example.com","open_tracking":"open.example.com","mfrom_domain":"bounce.example.com","enforced_from":"","senderinfo_as_mfrom":false,"senderinfo_as_from":false},"VerificationResults":{"email_delivery":false,"spf":false,"dkim":false,"dmarc":false,"sender_domain":false,"link_domain":false,"open_domain":false},"VerificationLastCheckedAt":null,"UserGroupAssignments":[],"IsAllocated":false}}}`,
    );
  });

  it('orders the servers by name, then id, in the text of the answer', async () => {
    const last = await createServer(app, { DeliveryServerName: 'Beta' });
    const first = await createServer(app, { DeliveryServerName: 'Alpha' });
    const second = await createServer(app, { DeliveryServerName: 'Alpha' });

    const ids = [...(await listOfServers()).matchAll(/"(\d+)":\{"DeliveryServerID"/g)].map(([, id]) =>
      Number(id),
    );
    expect(ids).toEqual([first, second, last]);
  });
});

async function requestOf({ command, change, given }: Provocation): Promise<RequestParameters> {
  const target = given === 'one server' ? await createServer(app) : undefined;
  const takesId = command === 'deliveryserver.update' || command === 'deliveryserver.testresults';
  return requestFor(command, { ...(takesId && { DeliveryServerID: target }), ...change });
}

async function listOfServers(): Promise<string> {
  return (await app.legacy({ Command: 'deliveryservers.get' })).text;
}

async function entryOf(id: number) {
  const { body } = await app.legacy({ Command: 'deliveryservers.get' });
  return body.DeliveryServers[id];
}

function at(entry: unknown, path: string): unknown {
  return path.split('.').reduce((value, key) => Object(value)[key], entry);
}

function codesOf(errors: Readonly<Record<number, string>>): number[] {
  return Object.keys(errors).map(Number);
}
