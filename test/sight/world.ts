import { createApiKey } from '../access/create-api-key.js';
import { assign, createGroup, createServer, mutate } from '../support/operations.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import { rowOf } from '../verification-runs/runs.js';

/** A server in sight of the limited key, one that is not, or one that there never was. */
export type Kind = 'seen' | 'unseen' | 'never';

/** What a request can name of a server. Nobody has the ids, the name and the tag of one that there never was. */
export interface Subject {
  id: string;
  legacyId: number;
  name: string;
  tag: string;
  runId: string;
  /** A group whose channel MARKETING uses the server; of one that there never was, a group whose channels are free. */
  groupId: string;
}

export interface World {
  app: TestApp;
  /** A key with the scopes that a limited one can have, for the servers with the tag `seen`. */
  limited: string;
  make(kind: Kind): Promise<Subject>;
  stop(): Promise<void>;
}

export async function createWorld(options: TestAppOptions = {}): Promise<World> {
  const app = await startTestApp({ verifyWaitMilliseconds: 300, ...options });
  const { secret: limited } = await createApiKey(app, {
    scopes: ['READ', 'WRITE', 'VERIFY', 'SECRETS'],
    tag: 'Seen',
  });
  // No number of an answer is taken for that of a row.
  for (const [index, table] of ['delivery_servers', 'user_groups', 'verification_runs'].entries())
    await app.sql(`ALTER TABLE ${table} AUTO_INCREMENT = ${6 + index}00000`);
  let count = 0;
  return {
    app,
    limited,
    async make(kind) {
      count += 1;
      const group = await createGroup(app, 'Senders');
      const never = 900_000 + count;
      if (kind === 'never') {
        const names = { id: `ds_${never}`, legacyId: never, name: `Nowhere${count}`, tag: `nowhere${count}` };
        return { ...names, runId: `vr_${never}`, groupId: group.id };
      }
      const tag = `${kind}${count}`;
      const tags = kind === 'seen' ? ['seen', tag] : ['others', tag];
      const { id, legacyId, name } = await createServer(app, { name: `Somewhere${count}`, tags });
      await assign(app, group.id, 'MARKETING', id);
      return { id, legacyId, name, tag, runId: await addRun(app, id), groupId: group.id };
    },
    stop: () => app.stop(),
  };
}

/** A run that is done, with a result, as a gateway leaves it. */
export async function addRun(app: TestApp, serverId: string): Promise<string> {
  await app.sql(
    `INSERT INTO verification_runs (delivery_server_id, delivery_server_version, trigger_kind, status, checks, finished_at)
     VALUES (?, 1, 'REQUESTED', 'DONE', 'SPF', CURRENT_TIMESTAMP(3))`,
    [rowOf(serverId)],
  );
  const [run] = await app.sql('SELECT MAX(id) AS id FROM verification_runs');
  const result = {
    kind: 'SPF',
    status: 'FAIL',
    checkedAt: new Date(),
    durationMilliseconds: 1,
    findings: [],
  };
  await app.sql(
    "INSERT INTO verification_results (run_id, kind, status, result) VALUES (?, 'SPF', 'FAIL', ?)",
    [run.id, JSON.stringify(result)],
  );
  return `vr_${run.id}`;
}

export async function setTags(app: TestApp, id: string, tags: readonly string[]): Promise<void> {
  const { userErrors } = await mutate(app, 'deliveryServerUpdate', { id, tags });
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
}

export interface Request {
  query: string;
  variables?: object;
}

/** The answers to requests one after the other, byte for byte but for what the requests name. */
export async function answersTo(
  app: TestApp,
  key: string,
  requests: readonly Request[],
  subject: Subject,
): Promise<string[]> {
  const answers: string[] = [];
  for (const request of requests) {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(request),
    });
    const text = await response.text();
    app.transcript.note(text);
    answers.push(withoutNames(`${response.status} ${text}`, subject));
  }
  return answers;
}

export function withoutNames(text: string, subject: Subject): string {
  return Object.entries(subject).reduce(
    (rest, [field, value]) => rest.replaceAll(new RegExp(`\\b${value}\\b`, 'g'), `<${field}>`),
    text,
  );
}
