import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import { createServer, mutate, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import {
  beginElsewhere,
  dnsKinds,
  doneRun,
  goodZone,
  measure,
  rowOf,
  verdicts,
  verify,
  verifyPayload,
} from './runs.js';

let dns: DnsTestServer;
let app: TestApp;

beforeAll(async () => {
  dns = await startDnsServer(goodZone);
  app = await startTestApp({ dnsResolvers: [dns.server] });
});
afterEach(() => dns.publish(goodZone));
afterAll(async () => {
  await app?.stop();
  await dns?.stop();
});

describe('deliveryServerVerify', () => {
  it('makes all seven checks, in the order of CheckKind', async () => {
    const { id } = await createServer(app);
    const run = await measure(app, id);
    expect(run).toMatchObject({
      deliveryServer: { id },
      deliveryServerVersion: 1,
      trigger: 'REQUESTED',
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
    });
    expect(run.checks.map(({ kind }: { kind: string }) => kind)).toEqual(['EMAIL_DELIVERY', ...dnsKinds]);
  });

  it('makes the checks that it is asked for alone', async () => {
    const { id } = await createServer(app);
    const { checks } = await measure(app, id, ['OPEN_DOMAIN', 'LINK_DOMAIN', 'LINK_DOMAIN']);
    expect(verdicts(checks)).toEqual(['LINK_DOMAIN PASS', 'OPEN_DOMAIN FAIL']);
  });

  it('tells what was found, and what to do', async () => {
    const { id } = await createServer(app);
    const { id: runId } = await measure(app, id, ['LINK_DOMAIN', 'OPEN_DOMAIN']);
    const { data } = await app.graphql(
      `query ($id: ID!) { node(id: $id) { ... on VerificationRun { checks {
        __typename message lastPassedAt
        findings { severity code message host recordType expected observed remediation { host } }
        ... on DomainCheck { host chain { name type value ttlSeconds } }
      } } } }`,
      { id: runId },
    );
    const [link, open] = data.node.checks;
    expect(link).toMatchObject({
      __typename: 'DomainCheck',
      findings: [],
      lastPassedAt: expect.any(String),
      host: 'track.example.com',
      chain: [{ name: 'track.example.com', type: 'A', value: '192.0.2.1', ttlSeconds: expect.any(Number) }],
    });
    expect(open).toMatchObject({
      __typename: 'DomainCheck',
      findings: [{ severity: 'FAIL', code: 'HOST_NAME_MISSING', host: 'open.example.com' }],
      lastPassedAt: null,
      chain: [],
    });
    expect(open.message).toBe(open.findings[0].message);
  });

  it.each([
    ['ds_2147483647', undefined, ['input.id NOT_FOUND']],
    ['vr_1', ['SPF'], ['input.id INVALID_ID']],
    ['nobody', ['SPF', 'EMAIL_DELIVERY'], ['input.id INVALID_ID']],
    ['ds_2147483647', [], ['input.id NOT_FOUND', 'input.checks REQUIRED']],
  ])('refuses %s with the checks %j, telling of everything', async (id, checks, problems) => {
    const { run, userErrors } = await verifyPayload(app, { id, checks });
    expect(run).toBeNull();
    expect(told(userErrors)).toEqual(problems);
  });

  it('needs the scope VERIFY', async () => {
    const { id } = await createServer(app);
    const query =
      'mutation ($input: DeliveryServerVerifyInput!) { deliveryServerVerify(input: $input) { run { id } } }';
    const ask = async (key: string) => (await app.graphql(query, { input: { id } }, key)).errors;
    expect(await ask(await app.createKey(['READ', 'WRITE']))).toMatchObject([
      { extensions: { code: 'FORBIDDEN', missingScopes: ['VERIFY'] } },
    ]);
    expect(await ask(await app.createKey(['VERIFY']))).toBeUndefined();
  });

  it('makes one run of a server at a time for all who ask at once', async () => {
    const { id } = await createServer(app);
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await verify(app, id, ['LINK_DOMAIN'])).id),
    );
    const runs: { createdAt: string; finishedAt: string }[] = [];
    for (const runId of [...new Set(ids)].sort((one, other) => rowOf(one) - rowOf(other)))
      runs.push(await doneRun(app, runId));
    expect(runs.length).toBeLessThan(20);
    for (const [index, { createdAt }] of runs.entries())
      expect(index === 0 || createdAt >= `${runs[index - 1]?.finishedAt}`).toBe(true);
  });

  it('gives who asks meanwhile the run that is under way, also for other checks', async () => {
    const { id } = await createServer(app);
    await beginElsewhere(app, id);
    const runs = [await verify(app, id, ['LINK_DOMAIN']), await verify(app, id)];
    expect(runs.map(({ status }) => status)).toEqual(['RUNNING', 'RUNNING']);
    expect(runs[0].id).toBe(runs[1].id);
  });

  it('lets the database itself keep a server from having two runs at a time', async () => {
    const { id } = await createServer(app);
    await beginElsewhere(app, id);
    await expect(beginElsewhere(app, id)).rejects.toThrow('verification_runs_active');
  });

  it('makes a new run when the one before is done', async () => {
    const { id } = await createServer(app);
    const first = await measure(app, id, ['DKIM']);
    expect((await verify(app, id, ['DKIM'])).id).not.toBe(first.id);
  });

  it('makes one run of what is sent again with its key', async () => {
    const { id } = await createServer(app);
    const input = { id, checks: ['DKIM'], idempotencyKey: randomUUID() };
    const first = await verifyPayload(app, input);
    await measure(app, id, ['DKIM']);
    expect(await verifyPayload(app, input)).toEqual(first);
    const { userErrors } = await verifyPayload(app, { ...input, checks: ['SPF'] });
    expect(told(userErrors)).toEqual(['input.idempotencyKey IDEMPOTENCY_KEY_REUSED']);
  });

  it('changes neither the version of the server nor when it was changed', async () => {
    const { id, updatedAt } = await createServer(app);
    await measure(app, id);
    const { deliveryServer, userErrors } = await mutate(
      app,
      'deliveryServerUpdate',
      { id, expectedVersion: 1, name: 'Changed' },
      'deliveryServer { version updatedAt }',
    );
    expect(userErrors).toEqual([]);
    expect(deliveryServer.version).toBe(2);
    expect(deliveryServer.updatedAt > updatedAt).toBe(true);
  });
});

describe('deliveryServersVerify', () => {
  const verifyAll = (input: object) =>
    mutate(app, 'deliveryServersVerify', input, 'runs { id deliveryServer { id } }');

  it('makes a run for each server, in the order of the ids', async () => {
    const ids = [await createServer(app), await createServer(app)].map(({ id }) => id).reverse();
    const { runs, userErrors } = await verifyAll({ ids: [...ids, ids[0]], checks: ['DKIM'] });
    expect(userErrors).toEqual([]);
    expect(runs.map(({ deliveryServer }: { deliveryServer: { id: string } }) => deliveryServer.id)).toEqual(
      ids,
    );
  });

  it('makes none when something is wrong, and tells of everything', async () => {
    const { id } = await createServer(app);
    const { runs, userErrors } = await verifyAll({
      ids: [id, 'ds_2147483647', 'ug_1', 'x'],
      checks: [],
    });
    expect(runs).toEqual([]);
    expect(told(userErrors)).toEqual([
      'input.ids.1 NOT_FOUND',
      'input.ids.2 INVALID_ID',
      'input.ids.3 INVALID_ID',
      'input.checks REQUIRED',
    ]);
    expect(
      await app.sql('SELECT id FROM verification_runs WHERE delivery_server_id = ?', [rowOf(id)]),
    ).toEqual([]);
  });

  it.each([
    [0, 'input.ids REQUIRED'],
    [101, 'input.ids TOO_LONG'],
  ])('refuses %s ids', async (length, problem) => {
    const { userErrors } = await verifyAll({ ids: Array.from({ length }, (_, index) => `ds_${index + 1}`) });
    expect(told(userErrors)).toEqual([problem]);
  });
});
