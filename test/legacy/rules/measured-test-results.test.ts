import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provocations } from '../../contract/provocations.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { type RequestParameters, requestFor } from '../../support/encodings.js';
import { createServer, createServerWithId, removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { beginElsewhere } from '../../verification-runs/runs.js';
import { saved } from '../answers.js';
import { entryOf, passedChecks } from '../listed-servers.js';

/** Longer than an answer may take elsewhere, and shorter than these commands wait. */
const answerMilliseconds = 500;
const slow = { delayMilliseconds: 900 };

let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer({ 'track.example.com': [['A', '192.0.2.1'], slow] });
  app = await startTestApp({ legacyTestResults: 'verify', dnsResolvers: [dns.server], answerMilliseconds });
});
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

const save = (id: number, change: RequestParameters = {}, at = app) =>
  at.legacy(requestFor('deliveryserver.testresults', { DeliveryServerID: id, ...change }));

describe('deliveryserver.testresults that measures', () => {
  it('ignores what is sent, and answers when the checks are made, however slow DNS is', async () => {
    const id = await createServer(app);
    const before = new Date().toISOString().slice(0, 19).replace('T', ' ');
    expect((await save(id)).text).toBe(saved);
    expect(await passedChecks(app, id)).toEqual(expect.arrayContaining(['link_domain']));
    expect(await passedChecks(app, id)).not.toContain('open_domain');
    expect((await entryOf(app, id)).VerificationLastCheckedAt >= before).toBe(true);
  });

  it('waits for a run that another gateway makes', async () => {
    const id = await createServer(app);
    await beginElsewhere(app, `ds_${id}`);
    const answer = save(id);
    await expect.poll(() => app.log.some(({ msg }) => msg === 'request'), { timeout: 5_000 }).toBe(true);
    await app.sql(
      "UPDATE verification_runs SET status = 'DONE', active_server_id = NULL WHERE delivery_server_id = ?",
      [id],
    );
    expect((await answer).text).toBe(saved);
  });

  it('answers as for an unknown id when the server is deleted meanwhile', async () => {
    const id = await createServer(app);
    await beginElsewhere(app, `ds_${id}`);
    const answer = save(id);
    await expect.poll(() => runsOf(id)).toBe(1);
    await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: id });
    expect((await answer).body.ErrorCode).toEqual([3]);
  });

  it('needs a credential that may verify', async () => {
    const id = await createServer(app);
    const send = async (key: string) =>
      (await app.legacy(requestFor('deliveryserver.testresults', { DeliveryServerID: id }), { key })).body;
    expect((await send(await app.createKey(['READ', 'WRITE']))).ErrorCode).toBe(99999);
    expect((await send(await app.createKey(['VERIFY']))).ErrorCode).toBe(0);
  });

  async function runsOf(id: number): Promise<number> {
    return (await app.sql('SELECT id FROM verification_runs WHERE delivery_server_id = ?', [id])).length;
  }
});

describe('a refused deliveryserver.testresults that measures', () => {
  beforeAll(async () => {
    await removeServers(app);
    await createServerWithId(app, 123);
  });

  const own = provocations.filter(({ command }) => command === 'deliveryserver.testresults');

  it.each(own.map((provocation) => [provocation.title, provocation] as const))(
    '%s',
    async (_, { change, answer }) => {
      expect((await app.legacy(requestFor('deliveryserver.testresults', change))).text).toBe(answer);
      expect(await app.sql('SELECT id FROM verification_runs')).toEqual([]);
    },
  );
});

describe('the waiting for a run', () => {
  let waiting: TestApp;
  beforeAll(async () => {
    waiting = await startTestApp({
      legacyTestResults: 'verify',
      verifyWaitMilliseconds: 2_000,
      stopTimes: { listenUntil: 0, refuseAt: 500, cutAt: 7_500 },
    });
  });

  it('ends when it has taken too long, and the run goes on', async () => {
    const id = await createServer(waiting);
    await beginElsewhere(waiting, `ds_${id}`);
    expect((await save(id, {}, waiting)).text).toBe(saved);
    expect(await waiting.sql('SELECT status FROM verification_runs')).toEqual([{ status: 'RUNNING' }]);
  });

  it('holds no connection to the database, and has at most 100 wait', async () => {
    const id = await createServer(waiting);
    await beginElsewhere(waiting, `ds_${id}`);
    let answered = 0;
    const answers = Array.from({ length: 101 }, async () => {
      const answer = await save(id, {}, waiting);
      answered += 1;
      return answer;
    });
    const limited = await Promise.race(answers);
    expect([limited.body.ErrorCode, limited.headers.get('retry-after')]).toEqual([429, '10']);
    await createServer(waiting);
    expect(answered).toBe(1);
    const codes = (await Promise.all(answers)).map(({ body }) => body.ErrorCode);
    expect(codes.filter((code) => code === 0)).toHaveLength(100);
  });

  it('is no reason for a stop to wait', async () => {
    const id = await createServer(waiting);
    await beginElsewhere(waiting, `ds_${id}`);
    const answer = save(id, {}, waiting);
    await expect.poll(() => waiting.sql('SELECT id FROM verification_runs')).toHaveLength(3);
    await waiting.stop();
    const { status, body } = await answer;
    expect([status, body.ErrorCode]).toEqual([503, 100005]);
    expect(body.ErrorText).toContain('not known');
  });
});
