import { expect, vi } from 'vitest';
import type { Zone } from '../support/dns/zone.js';
import { accepted, mutate } from '../support/operations.js';
import type { TestApp } from '../support/test-app.js';

export const everyRunField = `
  id deliveryServer { id } deliveryServerVersion trigger status deliveryMode recipient
  stages { stage status } createdAt startedAt finishedAt
  checks { __typename kind status message checkedAt durationMilliseconds lastPassedAt findings { severity code } }
  changes { check from to }`;

/** The checks that need no SMTP server. */
export const dnsKinds = ['SPF', 'DKIM', 'DMARC', 'SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'];

/** Asks for a run that is accepted. */
export async function verify(app: TestApp, id: string, checks?: readonly string[]) {
  const { run } = await accepted(app, 'deliveryServerVerify', { id, checks }, `run { ${everyRunField} }`);
  return run;
}

export function verifyPayload(app: TestApp, input: object) {
  return mutate(app, 'deliveryServerVerify', input, 'run { id status }');
}

// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
export async function readRun(app: TestApp, id: string): Promise<any> {
  const { data, errors } = await app.graphql(
    `query ($id: ID!) { node(id: $id) { ... on VerificationRun { ${everyRunField} } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.node;
}

/** The run when it is done. */
export async function doneRun(app: TestApp, id: string) {
  return vi.waitFor(
    async () => {
      const run = await readRun(app, id);
      expect(run?.status).toBe('DONE');
      return run;
    },
    { interval: 20, timeout: 30_000 },
  );
}

/** Makes a run from its beginning to its end. */
export async function measure(app: TestApp, id: string, checks?: readonly string[]) {
  const run = await verify(app, id, checks);
  return doneRun(app, run.id);
}

/** `SPF PASS`, one for each check. */
export function verdicts(checks: readonly { kind: string; status: string }[]): string[] {
  return checks.map(({ kind, status }) => `${kind} ${status}`);
}

/** Enough for the name of tracked links, and for that of mail-from; nothing is known of the opening pixel. */
export const goodZone = {
  'track.example.com': [['A', '192.0.2.1']],
  'bounce.example.com': [['A', '192.0.2.2']],
} satisfies Zone;

/** The number of the row with an id. */
export function rowOf(id: string): number {
  return Number(id.split('_')[1]);
}

/** A run of a server that waits for a gateway. */
export async function queueRun(
  app: Pick<TestApp, 'sql'>,
  id: string,
  checks: readonly string[],
): Promise<void> {
  await app.sql(
    `INSERT INTO verification_runs (delivery_server_id, delivery_server_version, active_server_id, trigger_kind, checks)
     VALUES (?, 1, ?, 'REQUESTED', ?)`,
    [rowOf(id), rowOf(id), checks.join(',')],
  );
}

/** A run of a server that a gateway makes which does not come to an end with it. */
export async function beginElsewhere(app: Pick<TestApp, 'sql'>, id: string): Promise<void> {
  await app.sql(
    `INSERT INTO verification_runs (delivery_server_id, delivery_server_version, active_server_id, trigger_kind, status,
       checks, gateway_id, lease_until)
     VALUES (?, 1, ?, 'REQUESTED', 'RUNNING', 'SPF', 'another', CURRENT_TIMESTAMP(3) + INTERVAL 1 HOUR)`,
    [rowOf(id), rowOf(id)],
  );
}
