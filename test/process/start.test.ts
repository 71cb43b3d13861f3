import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDnsServer } from '../support/dns/dns-server.js';
import { type Environment, GatewayFixture, indiscretionsIn } from '../support/gateway-process.js';
import { Client, newServer } from './client.js';

let fixture: GatewayFixture;

beforeEach(async () => {
  fixture = await GatewayFixture.create();
});
afterEach(() => fixture.dispose());

describe('a start in a folder with a file .env', () => {
  it('takes the settings in it, secrets from the files that it names, and those of the environment before both', async () => {
    const key = fixture.transcript.guard('API key', 'the-key-of-the-old-system');
    await writeFile(join(fixture.directory, 'key'), `${key}\n`);
    await writeFile(
      join(fixture.directory, '.env'),
      'ADMIN_API_KEY_FILE=key\nPLAYGROUND=off\nLOG_LEVEL=silent\n',
    );
    const gateway = await fixture.start({ LOG_LEVEL: 'info' });
    expect(gateway.printedKey).toBeNull();
    const client = new Client(gateway.url, key, fixture.transcript);
    expect((await client.graphql('{ viewer { scopes } }')).status).toBe(200);
    expect((await client.get('/playground')).status).toBe(404);
    await expect.poll(() => gateway.stdout).toContain('"path":"/playground"');
  });
});

describe('a start with a variable that is named nearly as a setting', () => {
  it('warns of it in the log, and starts', async () => {
    await writeFile(join(fixture.directory, '.env'), 'PROT=8080\nOF_ANOTHER_PROGRAM=1\n');
    const gateway = await fixture.start({ METRIC: 'on' });
    expect(gateway.stdout).toContain(
      '"component":"config","msg":"PROT is no setting: is PORT meant? METRIC is no setting: is METRICS meant?"',
    );
    expect(gateway.stdout).not.toContain('OF_ANOTHER_PROGRAM');
  });
});

describe('a start with settings for proxies and pages', () => {
  it('lets them have their effect', async () => {
    const gateway = await fixture.start({
      BASE_PATH: '/gateway',
      CORS_ORIGINS: 'https://app.example.com',
      TRUST_PROXY: '0',
    });
    expect(gateway.stdout).toMatch(/Playground {3}http:\/\/127\.0\.0\.1:\d+\/gateway\/playground\n/);
    const origin = 'https://app.example.com';
    const answer = await fetch(`${new URL(gateway.url).origin}/gateway/graphql`, {
      method: 'OPTIONS',
      headers: { origin },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    // Without a trusted proxy, the failures of one address count together, whatever header comes with them.
    const statuses = await Promise.all(
      Array.from({ length: 12 }, (_, index) => failedSignIn(gateway.url, `192.0.2.${index}`)),
    );
    expect(statuses).toContain('RATE_LIMITED');
  });

  /** @returns what the sign-in was told */
  async function failedSignIn(url: string, address: string): Promise<string> {
    const query =
      'mutation { signIn(input: { username: "nobody", password: "not-a-password" }) { userErrors { code } } }';
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the test says what it expects of it
    const { data, errors } = (await answer.json()) as any;
    return errors?.[0].extensions.code ?? data.signIn.userErrors[0].code;
  }
});

describe('the first start', () => {
  it('prints the addresses, the data directory and a key that works', async () => {
    const gateway = await fixture.start();
    const { url, printedKey } = gateway;
    expect(gateway.stdout).toBe(
      [
        'Delivery gateway is ready.',
        '',
        `  GraphQL      ${url}/graphql`,
        `  Legacy API   ${url}/api.php`,
        `  Playground   ${url}/playground`,
        `  Data         ${fixture.dataDirectory}`,
        '',
        `  Admin API key   ${printedKey}`,
        '  It is shown this once. Keep it safe; it has every scope.',
        '',
        '',
      ].join('\n'),
    );
    expect(gateway.stderr).toBe('');
    const client = new Client(url, printedKey, fixture.transcript);
    const { body } = await client.graphql('{ viewer { scopes } }');
    expect(body.data.viewer.scopes).toEqual(['READ', 'WRITE', 'VERIFY', 'SECRETS', 'ADMIN', 'AUDIT']);
    expect((await client.legacy({ Command: 'deliveryservers.get' })).body.ErrorCode).toBe(2);
  });

  it('keeps secrets and data in files and folders that only the owner can read', async () => {
    const gateway = await fixture.start();
    await new Client(gateway.url, gateway.printedKey, fixture.transcript).createServer();
    expect(await mode(fixture.dataDirectory)).toBe('700');
    expect(await mode(join(fixture.dataDirectory, 'secrets.key'))).toBe('600');
    const entries = await readdir(fixture.dataDirectory, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(20);
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      expect([path, await mode(path)]).toEqual([path, entry.isDirectory() ? '700' : '600']);
    }
  });

  it('answers who is alive and who can serve', async () => {
    const client = new Client((await fixture.start()).url, null, fixture.transcript);
    const health = await client.get('/healthz');
    expect([health.status, health.body]).toEqual([200, { status: 'ok' }]);
    const readiness = await client.get('/readyz');
    expect([readiness.status, readiness.body]).toEqual([200, { status: 'ready' }]);
  });
});

describe('the second start on the same data', () => {
  it('prints no key, accepts the first one, and finds the same servers', async () => {
    const first = await fixture.start();
    const key = first.printedKey;
    const id = await new Client(first.url, key, fixture.transcript).createServer({
      DeliveryServerName: 'Kept relay',
    });
    first.kill('SIGTERM');
    await first.exited;

    const second = await fixture.start();
    expect(second.printedKey).toBeNull();
    expect(second.stdout).not.toMatch(/key/i);
    const client = new Client(second.url, key, fixture.transcript);
    expect(await client.serverNames()).toEqual(['Kept relay']);
    const { body } = await client.legacy({ Command: 'deliveryservers.get' });
    expect(body.DeliveryServers[id].ConnectionParams.smtp_password).toBe(newServer.SendMethodSMTPPassword);
  });
});

describe('settings', () => {
  it('ADMIN_API_KEY is accepted with every scope, and no key is printed', async () => {
    const key = fixture.transcript.guard('API key', 'old-system-key-1');
    const { gateway, client } = await startWith({ ADMIN_API_KEY: key }, key);
    expect(gateway.printedKey).toBeNull();
    const { body } = await client.graphql('{ viewer { scopes } }');
    expect(body.data.viewer.scopes).toHaveLength(6);
    expect((await client.legacy({ Command: 'deliveryservers.get' })).body.ErrorCode).toBe(2);
    const other = new Client(gateway.url, 'old-system-key-2', fixture.transcript);
    expect((await other.legacy({ Command: 'deliveryservers.get' })).body.ErrorCode).toBe(99998);
  });

  it('ADMIN_USERNAME and ADMIN_PASSWORD sign in', async () => {
    const password = fixture.transcript.guard('administrator password', 'correct horse battery');
    const environment = { ADMIN_USERNAME: 'ada', ADMIN_PASSWORD: password };
    const { gateway, client } = await startWith(environment, null);
    const { body } = await client.graphql(signIn, { input: { username: 'ada', password } });
    const token: string = body.data.signIn.sessionToken;
    fixture.transcript.guard('session', token);
    const session = new Client(gateway.url, token, fixture.transcript);
    expect((await session.graphql('{ viewer { name } }')).body.data.viewer.name).toBe('ada');

    const wrong = await client.graphql(signIn, { input: { username: 'ada', password: 'incorrect horse' } });
    expect(wrong.body.data.signIn.userErrors).toEqual([{ code: 'INVALID_CREDENTIALS' }]);
  });

  it('PLAYGROUND=off leaves neither the page nor introspection', async () => {
    const { gateway, client } = await startWith({ PLAYGROUND: 'off' });
    expect(gateway.stdout).not.toContain('Playground');
    for (const path of ['/playground', '/playground/', '/', '/playground/assets/']) {
      const page = await client.get(path, { accept: 'text/html' });
      expect([path, page.status, page.body.errors[0].extensions.code]).toEqual([path, 404, 'NOT_FOUND']);
    }
    const introspection = await client.graphql('{ __schema { types { name } } }');
    expect(introspection.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(introspection.body.data).toBeUndefined();
    expect((await client.graphql('{ viewer { name } }')).status).toBe(200);
  });

  it('the playground and introspection are there unless told otherwise', async () => {
    const { client } = await startWith({});
    expect((await client.get('/playground/')).text).toContain('<title>');
    expect((await client.get('/', { accept: 'text/html' })).headers.get('location')).toBe('/playground/');
    const introspection = await client.graphql('{ __schema { queryType { name } } }');
    expect(introspection.body.data.__schema.queryType.name).toBe('Query');
  });

  it('DNS_RESOLVERS are asked, DNS_LINK_TRACKER and the like are expected, and VERIFY_RATE_LIMIT holds', async () => {
    const dns = await startDnsServer({
      'links.shop.test': [['CNAME', 'links.vendor.test']],
      'links.vendor.test': [['A', '192.0.2.80']],
      'opens.shop.test': [['CNAME', 'elsewhere.test']],
    });
    const { client } = await startWith({
      DNS_RESOLVERS: dns.address,
      DNS_LINK_TRACKER: 'links.vendor.test',
      DNS_OPEN_TRACKER: 'links.vendor.test',
      VERIFY_RATE_LIMIT: '1',
    });
    const names = 'mailFrom: "shop.test", linkTracking: "links.shop.test", openTracking: "opens.shop.test"';
    const check = `mutation { dnsCheck(input: { ${names}, checks: [LINK_DOMAIN, OPEN_DOMAIN] }) {
      checks { status } userErrors { code }
    } }`;
    const { body } = await client.graphql(check);
    expect(body.data.dnsCheck).toEqual({ checks: [{ status: 'PASS' }, { status: 'FAIL' }], userErrors: [] });
    const again = (await client.graphql(check)).body;
    expect(again.data.dnsCheck.userErrors).toEqual([{ code: 'RATE_LIMITED' }]);
    await dns.stop();
  });

  it('LEGACY_SMTP_PASSWORDS=hide shows whether there is a password, and not the password', async () => {
    const { client } = await startWith({ LEGACY_SMTP_PASSWORDS: 'hide' });
    fixture.transcript.guard('SMTP password', 'a-password-to-hide');
    const id = await client.createServer({ SendMethodSMTPPassword: 'a-password-to-hide' });
    const { body } = await client.legacy({ Command: 'deliveryservers.get' });
    const server = body.DeliveryServers[id];
    expect(server).toMatchObject({ HasSMTPPassword: true });
    expect(server.ConnectionParams).not.toHaveProperty('smtp_password');
  });

  it('LEGACY_TESTRESULTS=verify measures, whatever the results say that a client sends', async () => {
    const dns = await startDnsServer();
    const { client } = await startWith({ LEGACY_TESTRESULTS: 'verify', DNS_RESOLVERS: dns.address });
    const id = await client.createServer();
    const results = { TestResults: { SPF: true, LinkDomain: true }, LastCheckedAt: '2025-12-28 10:30:00' };
    const command = { Command: 'deliveryserver.testresults', DeliveryServerID: id, ...results };
    expect((await client.legacy(command)).body).toMatchObject({ Success: true });
    const { body } = await client.legacy({ Command: 'deliveryservers.get' });
    const { spf, link_domain } = body.DeliveryServers[id].VerificationResults;
    expect([spf, link_domain]).toEqual([false, false]);
    await dns.stop();
  });
});

describe('the check of what a process says', () => {
  it.each([
    ['a stack trace', 'Error: no\n    at main (node:internal/main:1:2)'],
    ['SQL', 'You have an error near SELECT id FROM delivery_servers'],
    ['the place of a source file', 'dist/main.js:12'],
  ])('notices %s', (_, output) => {
    expect(indiscretionsIn(output)).not.toEqual([]);
  });
});

const signIn = `mutation ($input: SignInInput!) {
  signIn(input: $input) { sessionToken userErrors { code } }
}`;

/** A first start, and a client with its key or another. */
async function startWith(environment: Environment, key?: string | null) {
  const gateway = await fixture.start(environment);
  const client = new Client(gateway.url, key === undefined ? gateway.printedKey : key, fixture.transcript);
  return { gateway, client };
}

async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}
