import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../src/legacy/command.js';
import { commands } from '../../src/legacy/commands/index.js';
import { type RequestParameters, requestFor } from '../support/encodings.js';
import { createServerWithId, removeServers } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { oddValue } from './generated-values.js';
import { parseXml, xmlAt } from './xml.js';

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
