import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { mutation, serverInput } from '../support/operations.js';
import { type SmtpMoment, silence } from '../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../support/smtp/smtp-server.js';
import type { TestDatabase } from '../support/test-database.js';

const adminApiKey = 'the-key-of-all';
/** Long enough for all of them to be begun on a busy machine before the first one ends. */
const timeoutSeconds = 6;
const moments: readonly SmtpMoment[] = ['GREETING', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'MESSAGE'];

let database: TestDatabase;
let fixture: GatewayFixture;
let gateway: GatewayProcess;
let hanging: SmtpTestServer[];

beforeAll(async () => {
  database = await createMigratedDatabase();
  hanging = await Promise.all(
    moments.map((moment) => startSmtpServer({ ...script, replies: { [moment]: silence } })),
  );
  fixture = await GatewayFixture.create();
  fixture.transcript.guard('database password', new URL(database.url).password);
  gateway = await fixture.start({
    DATABASE_URL: database.url,
    SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
    ADMIN_API_KEY: adminApiKey,
    VERIFY_ALLOW_NETWORKS: '127.0.0.1',
    VERIFY_MESSAGE_LIMIT: '0',
    ADMIN_EMAIL: 'ops@example.com',
  });
}, 180_000);
afterAll(async () => {
  await fixture?.dispose();
  for (const smtp of hanging ?? []) await smtp.stop();
  await database?.drop();
});

const script = { auth: { mechanisms: ['PLAIN'], username: 'smtp_user', password: 'smtp_password' } } as const;

// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
async function ask(query: string, variables: object = {}): Promise<any> {
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminApiKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.json()) as { data: unknown; errors: unknown };
  expect(errors).toBeUndefined();
  return data;
}

/** A run of each server, whose message would be sent. */
async function verifyAll(ids: readonly string[]): Promise<string[]> {
  const query = mutation('deliveryServerVerify', 'run { id }');
  const answers = await Promise.all(
    ids.map((id) => ask(query, { input: { id, checks: ['EMAIL_DELIVERY'] } })),
  );
  return answers.map(({ deliveryServerVerify }) => deliveryServerVerify.run.id);
}

async function doneRuns(ids: readonly string[]) {
  return vi.waitFor(
    async () => {
      const { nodes } = await ask(
        `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on VerificationRun {
          status startedAt finishedAt checks { status durationMilliseconds ... on DeliveryCheck { stages { stage } } }
        } } }`,
        { ids },
      );
      for (const { status } of nodes) expect(status).toBe('DONE');
      return nodes;
    },
    { interval: 100, timeout: 30_000 },
  );
}

async function kilobytesOfMemory(): Promise<number> {
  const status = await readFile(`/proc/${gateway.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

const openConnections = () => hanging.reduce((sum, smtp) => sum + smtp.openConnections(), 0);

describe('50 delivery tests at once of servers that hang', () => {
  it('all end at their deadline, leave nothing behind, and let others be answered', {
    timeout: 120_000,
  }, async () => {
    const create = mutation('deliveryServerCreate', 'deliveryServer { id }');
    const servers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const port = hanging[index % hanging.length]?.port;
        const smtp = { host: '127.0.0.1', port, security: 'NONE', timeoutSeconds };
        return ask(create, { input: serverInput({ smtp }) });
      }),
    );
    const ids = servers.map(({ deliveryServerCreate }) => deliveryServerCreate.deliveryServer.id);
    await doneRuns(await verifyAll(ids));
    const before = await kilobytesOfMemory();
    for (let round = 0; round < 3; round++) {
      const runs = await verifyAll(ids);
      await vi.waitFor(() => expect(openConnections()).toBe(50), { timeout: 10_000, interval: 10 });
      // Others are answered meanwhile.
      const { deliveryServers } = await ask('{ deliveryServers(first: 1) { totalCount } }');
      expect(deliveryServers.totalCount).toBeGreaterThanOrEqual(50);
      const done = await doneRuns(runs);
      for (const { checks } of done) {
        expect(checks[0].durationMilliseconds).toBeLessThan((timeoutSeconds + 2) * 1_000);
        expect(['ERROR', 'FAIL']).toContain(checks[0].status);
      }
      expect(
        new Set(
          done.map(
            ({ checks }: { checks: [{ stages: { stage: string }[] }] }) => checks[0].stages.at(-1)?.stage,
          ),
        ),
      ).toEqual(new Set(['GREETING', 'EHLO', 'AUTH', 'MAIL_FROM', 'RCPT_TO', 'DATA', 'ACCEPTED']));
      await vi.waitFor(() => expect(openConnections()).toBe(0));
    }
    expect((await kilobytesOfMemory()) - before).toBeLessThan(50_000);
  });
});
