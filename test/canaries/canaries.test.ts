import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serverInput } from '../support/operations.js';
import { formsOf } from '../support/secret-forms.js';
import { certificateName, createAuthority, type TestAuthority } from '../support/smtp/certificates.js';
import type { Heard, SmtpReply, SmtpScript } from '../support/smtp/smtp-script.js';
import { startSmtpServer } from '../support/smtp/smtp-server.js';
import { dnsKinds } from '../verification-runs/runs.js';
import { Canaries } from './canaries.js';
import { credentialsIn } from './credentials-in.js';
import { faultsIn } from './faults-in.js';
import { passwordsIn } from './passwords-in.js';
import { keepBackup, keepRows, type WatchedGateway, watchGateway } from './watched-gateway.js';

const canaries = new Canaries();
const waysIn = Object.entries({ ...passwordsIn, ...faultsIn, ...credentialsIn });

/** Where a secret may be. */
const meant = [
  // What is in DNS is for everybody to see, and told as it was found.
  /^(a backup|verification_results\.result|check_transitions\.finding|webhook_posts\.body|the answer to DNS|a post to the webhook) has text of a DNS record /,
  // The old API repeats the name of an unknown command to the one who sent it. Keys and sessions of ours it does not.
  /^the answer to the (command|path of api.php|path of api.v1) has (word in the (command|path of api.php|path of api.v1)|admin key) /,
  // Who takes a secret of another kind than ours for the name of an operation has it told as a name; a gateway takes the
  // secrets that it knows out of its log.
  /^(the log \(request\)|spans|metrics|the answer to the name of an operation) has word in the name of an operation /,
];
/** Stands in public records, and is for everybody to see in what is measured; in the log it is not. */
const published = `v=spf1 include:${canaries.plantWord('text of a DNS record')}.example -all`;

let authority: TestAuthority;
let gateway: WatchedGateway;

beforeAll(async () => {
  authority = await createAuthority();
  gateway = await watchGateway({
    canaries,
    smtpAuthorities: [authority.pem],
    zone: {
      [certificateName]: [['A', '127.0.0.1']],
      'bounce.example.com': [['TXT', published]],
      'track.example.com': [['A', '192.0.2.1']],
    },
  });
});
afterAll(() => gateway?.stop());

/** The password in every form in one line, as a server may answer that mocks its clients. */
const echo =
  (code: string): SmtpReply =>
  ({ password, username, responses, line }: Heard) =>
    `${code} ${Object.values(formsOf(password)).join(' ')} ${username}:${password} ${responses.join(' ')} ${line}`;

const hostile: Record<string, SmtpScript['replies']> = {
  'refuses the credentials': { AUTH_RESULT: echo('535 5.7.8') },
  'takes them and refuses the sender': { AUTH_RESULT: echo('235 2.7.0'), MAIL: echo('550 5.7.1') },
  'refuses the recipient': { RCPT: echo('451 4.3.0') },
  'refuses the message': { MESSAGE: echo('554 5.7.1') },
  'takes the message': {
    AUTH_RESULT: echo('235 2.7.0'),
    MESSAGE: echo('250 2.0.0'),
    QUIT: echo('221 2.0.0'),
  },
};

/** Makes a server and has it verified, with all that is told of it. */
async function verifyAt(way: string, smtp: object, checks: string[]): Promise<void> {
  const created = await gateway.graphql(
    way,
    'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { deliveryServer { id } } }',
    { input: serverInput({ name: way, smtp }) },
  );
  const id = /ds_\d+/.exec(created)?.[0];
  const asked = await gateway.graphql(
    way,
    'mutation ($input: DeliveryServerVerifyInput!) { deliveryServerVerify(input: $input) { run { id } } }',
    { input: { id, checks, to: 'ada@example.com' } },
  );
  const runId = /vr_\d+/.exec(asked)?.[0];
  const read = () =>
    gateway.app.graphql('query ($id: ID!) { node(id: $id) { ... on VerificationRun { status } } }', {
      id: runId,
    });
  await vi.waitFor(async () => expect((await read()).data.node.status).toBe('DONE'), { timeout: 30_000 });
  if (checks.includes('EMAIL_DELIVERY'))
    await gateway.graphql(
      way,
      `query ($id: ID!) { node(id: $id) { ... on VerificationRun { checks {
         message findings { message } ... on DeliveryCheck { stages { replyText hint enhancedCode } }
       } } } }`,
      { id: runId },
    );
}

describe('a secret that is given to a gateway', () => {
  it.each(waysIn)('gets there by %s', async (way, send) => {
    await send(gateway, canaries, way);
  });

  it.each(Object.entries(hostile))('gets there and to an SMTP server that %s', async (way, replies) => {
    const password = canaries.plant(`SMTP password for a server that ${way}`);
    const smtp = await startSmtpServer({
      certificate: await authority.issue(),
      auth: { mechanisms: ['PLAIN', 'LOGIN'], username: 'smtp_user', password },
      ...(replies && { replies }),
    });
    await verifyAt(`a server that ${way}`, { host: certificateName, port: smtp.port, password }, [
      'EMAIL_DELIVERY',
    ]);
    await smtp.stop();
  });

  it('gets there as the text of a DNS record', async () => {
    await verifyAt('DNS', { password: canaries.plant('SMTP password beside DNS') }, dnsKinds);
  });

  it('gets there as a new key and a new session', async () => {
    const { app } = gateway;
    const key = canaries.guard('a new key', await app.createKey(['READ', 'WRITE']));
    const password = canaries.plant('password of a session');
    for (const word of [key, password])
      for (const [way, send] of waysIn.filter(([name]) => /^(Authorization|SessionID|a path)$/.test(name)))
        await send(gateway, canaries, `${way} ${word === key ? 'with a new key' : ''}`);
  });

  it.each(['frozen', 'cut'] as const)('gets there while the database is %s', async (state) => {
    const { proxy } = gateway;
    const ways = waysIn.filter(([name]) =>
      /^(deliveryserver|deliveryServer|signIn|admin|a create|Author|APIKey)/.test(name),
    );
    if (state === 'frozen') proxy.freeze();
    else await proxy.cut();
    await Promise.all(ways.map(([way, send]) => send(gateway, canaries, `${way}, database ${state}`)));
    await proxy.restore();
    await vi.waitFor(async () => expect((await fetch(`${gateway.app.url}/readyz`)).status).toBe(200), {
      timeout: 30_000,
    });
  });

  it.each(['before', 'after', 'swallow'] as const)(
    'gets there when the database goes %s a write',
    async (moment) => {
      gateway.proxy.cutAt(/INSERT INTO `?delivery_servers/, moment);
      for (const [way, send] of waysIn.filter(([name]) => name.startsWith('deliveryServerCreate')))
        await send(gateway, canaries, `${way}, cut ${moment}`);
      await gateway.proxy.restore();
      await vi.waitFor(async () => expect((await fetch(`${gateway.app.url}/readyz`)).status).toBe(200), {
        timeout: 30_000,
      });
    },
  );

  it('is nowhere in what comes out: answers, log, spans, metrics, webhook, warnings, the database and its backup', async () => {
    await gateway.harvest();
    expect(canaries.count).toBeGreaterThan(200);
    expect(canaries.places()).toEqual(
      expect.arrayContaining([
        'spans',
        'metrics',
        'a post to the webhook',
        'the log (request)',
        'delivery_servers.smtp_password_sealed',
        'audit_entries.changes',
        'a backup',
      ]),
    );
    // What is told of on purpose is found, so these are read.
    for (const place of ['the log (request)', 'spans', 'metrics'])
      expect(canaries.leaks()).toContain(`${place} has word in the name of an operation as it is`);
    expect(canaries.leaks().filter((leak) => !meant.some((place) => place.test(leak)))).toEqual([]);
  });

  it('would be found in a row, in whatever form', async () => {
    const secret = 'planted: "secret" <&> é/+';
    for (const text of new Set(Object.values(formsOf(secret)))) {
      const control = new Canaries();
      control.guard('a secret', secret);
      expect(await keepRows(control, gateway.database)).toBeGreaterThan(100);
      expect(control.leaks()).toEqual([]);
      await gateway.database.sql('UPDATE delivery_servers SET name = ? WHERE id = 1', [`x${text}x`]);
      await keepRows(control, gateway.database);
      expect(control.leaks()).toContainEqual(expect.stringMatching(/^delivery_servers\.name has a secret /));
      await gateway.database.sql('UPDATE delivery_servers SET name = ? WHERE id = 1', ['x']);
    }
  });

  it.each(['name', 'smtp_password_sealed'])(
    'would be found in a backup, as it is in the column %s',
    async (column) => {
      const control = new Canaries();
      const secret = control.plant('a secret');
      await keepBackup(control, gateway.database);
      expect(control.leaks()).toEqual([]);
      await gateway.database.sql(`UPDATE delivery_servers SET ${column} = ? WHERE id = 1`, [secret]);
      await keepBackup(control, gateway.database);
      expect(control.leaks()).toContainEqual(expect.stringMatching(/^a backup has a secret /));
    },
  );
});
