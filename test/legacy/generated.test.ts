import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../src/legacy/command.js';
import { commands } from '../../src/legacy/commands/index.js';
import { type RequestParameters, requestFor } from '../support/encodings.js';
import { createServerWithId, removeServers } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { parseXml, type XmlElement, xmlAt } from './xml.js';

const seed = 20_251_228;
const casesPerCommand = 500;
/** Requests that are under way at once. */
const atOnce = 5;
const administrator = { username: 'Ada', password: 'a password of Ada' };

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ administrator });
});
afterAll(() => app?.stop());
beforeEach(async () => {
  await removeServers(app);
  await createServerWithId(app, 123);
  app.log.length = 0;
});

/** Codes of requests that cannot be read at all, by status, and of those beyond the rate limit. */
const protocolCodes: Readonly<Record<number, readonly number[]>> = {
  200: [429],
  400: [100000, 100001],
  413: [100000],
};

interface Case {
  change: Record<string, unknown>;
  asForm: boolean;
}

describe.each(commands.map((command) => [command.name, command] as const))('generated: %s', (_, command) => {
  it('generated: takes anything without a fault, and a refusal changes nothing', async () => {
    const batches = fc.array(cases(command), { minLength: atOnce, maxLength: atOnce });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const before = await checksum();
        const accepted = await Promise.all(batch.map((one) => expectProper(command, one)));
        if (!accepted.includes(true)) expect(await checksum()).toBe(before);
      }),
      { seed, numRuns: casesPerCommand / atOnce },
    );
    const { status, body } = await app.legacy({ Command: 'deliveryservers.get' });
    expect([status, body.Success || body.ErrorCode === 2]).toEqual([200, true]);
    expect(app.log.filter(({ msg }) => msg === 'unexpected error')).toEqual([]);
  }, 60_000);
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

/** Whole requests of a command: a few of its parameters, or all, with a value that it may not expect. */
function cases({ name, parameters }: Command): fc.Arbitrary<Case> {
  const names = [
    ...new Set([
      ...parameters.flatMap((parameter) => [parameter.name, ...spellingsOf(parameter.spellings)]),
      ...['ResponseFormat', '__proto__', 'constructor', 'Unknown[]', 'Unknown[a][b]'],
    ]),
  ];
  const oddValues = fc.dictionary(fc.constantFrom(...names), oddValue, {
    minKeys: 1,
    maxKeys: name.endsWith('.login') ? 3 : 4,
    noNullPrototype: false,
  });
  return fc.record({
    change: fc.tuple(fc.boolean(), oddValues).map(([isComplete, odd]) => {
      const base: RequestParameters = isComplete ? goodRequest(name) : {};
      return Object.assign(Object.create(null), base, odd);
    }),
    asForm: fc.boolean(),
  });
}

function spellingsOf(spellings: Command['parameters'][number]['spellings']): string[] {
  return spellings?.length === 1 ? [...(spellings[0] ?? [])] : [];
}

function goodRequest(name: string): RequestParameters {
  switch (name) {
    case 'deliveryserver.create':
    case 'deliveryservers.get':
      return requestFor(name);
    case 'deliveryserver.update':
    case 'deliveryserver.testresults':
      return requestFor(name, { DeliveryServerID: 123 });
    case 'admin.login':
    case 'user.login':
      // One name for all, so that the limit is soon reached and passwords are not hashed hundreds of times.
      return { Username: 'nobody', Password: 'wrong' };
    default:
      return { DeliveryServerID: 123 };
  }
}

const whole = fc.string({ unit: 'binary', maxLength: 40 });
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, 0, 1, -1, 1.5, 2 ** 31, 2 ** 53, 1e21, true, false, '', ' ', '0', '-1', '1abc', '1e9', '0x1A'],
    ...[
      '9007199254740993',
      '2147483648',
      '99999999999',
      'NaN',
      'Infinity',
      'Enabled',
      'true',
      'tls',
      '123',
      ',',
    ],
    ...[
      'a\0b',
      'a\r\nb: c',
      '\ud800',
      'x\udc00y',
      '🚀',
      '\u202e',
      '\ufeff',
      '\uffff',
      ']]>',
      '%00',
      '%',
      '{"',
      '{}',
    ],
    ...[
      '[]',
      '{"SPF":true}',
      "' OR 1=1 -- ",
      '<b>',
      '__proto__',
      '2025-12-28 10:30:00',
      'a@b.example',
      '😀'.repeat(128),
    ],
  ),
  whole,
  fc.integer(),
  fc.double(),
);
const long = fc
  .tuple(
    fc.constantFrom('x', 'é', '🚀', ' ', '1', ',', '[', '1,', '{"a":', '\0'),
    fc.constantFrom(300, 3_000, 30_000),
  )
  .map(([unit, length]) => unit.repeat(length));
/** As long as a request can hold, or a little longer. */
const huge = fc.constantFrom('x', '1', ' ', 'é').map((unit) => unit.repeat(1_000_000));
const nested = fc.oneof(
  fc.constantFrom<unknown>({}, [], [[]], [null], { a: {} }, JSON.parse('{"__proto__":{"a":1}}'), {
    SPF: { SPF: 1 },
  }),
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('SPF', 'spf', 'dkim', '0', '__proto__', 'constructor', 'x.y'), scalar, {
    maxKeys: 4,
  }),
  fc
    .integer({ min: 2, max: 40 })
    .map((depth) => JSON.parse(`${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`)),
);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: scalar, weight: 120 },
  { arbitrary: nested, weight: 50 },
  { arbitrary: long, weight: 15 },
  { arbitrary: huge, weight: 1 },
);

/** Sends a request and checks everything that must hold for its answer; whether it was accepted. */
async function expectProper(command: Command, { change, asForm }: Case): Promise<boolean> {
  const credential = command.access === 'public' ? {} : { APIKey: app.adminKey };
  const parameters = Object.assign(Object.create(null), change, { Command: command.name, ...credential });
  const response = await fetch(`${app.url}/api.php`, {
    method: 'POST',
    headers: { 'content-type': asForm ? 'application/x-www-form-urlencoded' : 'application/json' },
    body: asForm ? formOf(parameters) : JSON.stringify(parameters),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  const { status } = response;
  expect(status, text.slice(0, 200)).toBeLessThan(500);
  if (response.headers.get('content-type')?.startsWith('text/xml')) {
    return xmlAt(parseXml(text), 'Success').text === '1';
  }
  const { Success, ErrorCode, ErrorText } = JSON.parse(text);
  if (Success) {
    expect([status, ErrorCode]).toEqual([200, 0]);
    return true;
  }
  if (protocolCodes[status]?.includes(ErrorCode)) {
    expect(ErrorText).toMatch(/./);
    return false;
  }
  const codes: number[] = [ErrorCode].flat();
  expect(status, text.slice(0, 200)).toBe(200);
  expect(codes.length).toBeGreaterThan(0);
  expect(Array.isArray(ErrorCode)).toBe(command.errorShape !== 'code');
  expect(Object.keys(command.errors).map(Number)).toEqual(expect.arrayContaining(codes));
  expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
  expect(ErrorText).toEqual(
    command.errorShape === 'lists' ? codes.map((code) => command.errors[code]) : undefined,
  );
  return false;
}

/** A form as PHP's clients write it, down to bytes that no string of JavaScript holds. */
function formOf(value: unknown, name = ''): string {
  if (typeof value !== 'object' || value === null) {
    return `${escaped(name)}=${value === null ? '' : escaped(String(value))}`;
  }
  return Object.entries(value)
    .map(([key, item]) => formOf(item, name === '' ? key : `${name}[${Array.isArray(value) ? '' : key}]`))
    .join('&');
}

function escaped(text: string): string {
  if (text.isWellFormed()) return encodeURIComponent(text);
  return Array.from(text, (c) => (c.isWellFormed() ? encodeURIComponent(c) : '%ED%A0%80')).join('');
}

async function checksum(): Promise<string> {
  return JSON.stringify(
    await app.sql('CHECKSUM TABLE delivery_servers, user_groups, channel_assignments, sessions, admins'),
  );
}

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
