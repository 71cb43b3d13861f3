import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeServers } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { parseXml, type XmlElement, xmlAt } from './xml.js';

const seed = 20_251_228;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(async () => {
  await removeServers(app);
  app.log.length = 0;
});

describe('generated: a server that create accepts', () => {
  const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
  const xmlText = anyText.map((text) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold
    text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ']]>'),
  );

  it('generated: comes back from deliveryservers.get value for value in JSON', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(servers(xmlText, anyText), async (server) => {
        const id = await create(server);
        if (id === null) return;
        accepted += 1;
        const { body } = await app.legacy({ Command: 'deliveryservers.get', DeliveryServerID: id });
        expect(body.DeliveryServers[id]).toMatchObject(expectedEntry(server));
      }),
      { seed, numRuns: 200 },
    );
    expect(accepted).toBeGreaterThan(100);
  }, 60_000);

  it('generated: comes back from deliveryservers.get value for value in XML', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(servers(xmlText, xmlText), async (server) => {
        const id = await create(server);
        if (id === null) return;
        accepted += 1;
        const query = `Command=deliveryservers.get&DeliveryServerID=${id}&APIKey=${app.adminKey}&ResponseFormat=XML`;
        const document = await (await fetch(`${app.url}/api.php?${query}`)).text();
        const entry = xmlAt(parseXml(document), 'DeliveryServers', `node_${id}`);
        expect(textsOf(entry)).toMatchObject(textsOf(expectedEntry(server)));
      }),
      { seed, numRuns: 200 },
    );
    expect(accepted).toBeGreaterThan(100);
  }, 60_000);
});

interface Server {
  name: string;
  host: string;
  port: number;
  secure: string;
  timeout: number;
  auth: boolean;
  username: string;
  password: string;
  link: string;
  open: string;
  mailFrom: string;
  enforcedFrom: string;
  asMailFrom: boolean;
  asFrom: boolean;
}

function servers(text: fc.Arbitrary<string>, password: fc.Arbitrary<string>): fc.Arbitrary<Server> {
  const domain = fc.oneof(fc.domain(), fc.constantFrom('localhost', 'A_b.Example.COM', 'bücher.example'));
  return fc.record({
    name: text,
    host: fc.oneof(domain, fc.ipV4(), fc.ipV6()),
    port: fc.integer({ min: 1, max: 65_535 }),
    secure: fc.constantFrom('false', 'ssl', 'tls'),
    timeout: fc.integer({ min: 0, max: 86_400 }),
    auth: fc.boolean(),
    username: text,
    password,
    link: domain,
    open: domain,
    mailFrom: fc.oneof(domain, fc.emailAddress()),
    enforcedFrom: fc.oneof(fc.emailAddress(), fc.constant('')),
    asMailFrom: fc.boolean(),
    asFrom: fc.boolean(),
  });
}

/** The id of the new server, or null when it was refused. */
async function create(server: Server): Promise<number | null> {
  const { body } = await app.legacy({
    Command: 'deliveryserver.create',
    DeliveryServerName: server.name,
    SendMethodSMTPHost: server.host,
    SendMethodSMTPPort: server.port,
    SendMethodSMTPSecure: server.secure,
    SendMethodSMTPTimeout: server.timeout,
    SendMethodSMTPAuth: server.auth,
    SendMethodSMTPUsername: server.username,
    SendMethodSMTPPassword: server.password,
    DomainSettings_LinkTracking: server.link,
    DomainSettings_OpenTracking: server.open,
    DomainSettings_MFrom: server.mailFrom,
    DomainSettings_EnforcedFrom: server.enforcedFrom,
    SenderInfoAsMFrom: server.asMailFrom ? 'Enabled' : 'Disabled',
    SenderInfoAsFrom: server.asFrom ? 'Enabled' : 'Disabled',
  });
  return body.Success ? body.DeliveryServerID : null;
}

function expectedEntry(server: Server) {
  return {
    Name: server.name,
    ConnectionParams: {
      smtp_host: server.host,
      smtp_port: server.port,
      smtp_secure: server.secure,
      smtp_timeout: server.timeout,
      smtp_auth: server.auth,
      smtp_username: orNothing(server.username),
      smtp_password: orNothing(server.password),
    },
    Domains: {
      link_tracking: server.link,
      open_tracking: server.open,
      mfrom_domain: server.mailFrom,
      enforced_from: server.enforcedFrom,
      senderinfo_as_mfrom: server.asMailFrom,
      senderinfo_as_from: server.asFrom,
    },
  };
}

/** White space alone means that nothing was sent. */
function orNothing(text: string): string {
  return text.trim() === '' ? '' : text;
}

type Texts = { [name: string]: string | Texts };

/** Every value as text, which is what XML has. */
function textsOf(value: object): Texts {
  if (isElement(value)) {
    return Object.fromEntries(
      value.children.map((child) => [child.name, child.children.length > 0 ? textsOf(child) : child.text]),
    );
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'object' ? textsOf(item) : String(item),
    ]),
  );
}

function isElement(value: object): value is XmlElement {
  return 'children' in value;
}
