import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { startApp } from '../../src/app/app.js';
import type { App, AppOptions } from '../../src/app/options.js';
import { createLog } from '../../src/logging/log.js';
import { noExpectations } from '../../src/verification/expectations.js';
import { createMigratedDatabase } from './migrated-database.js';
import type { TestDatabase } from './test-database.js';
import { Transcript } from './transcript.js';

export type ScopeName = 'READ' | 'WRITE' | 'VERIFY' | 'SECRETS' | 'ADMIN' | 'AUDIT';

export interface GraphQLAnswer<T> {
  status: number;
  headers: Headers;
  data?: T;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  errors?: any[];
}

export interface LegacyAnswer {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  body: any;
  headers: Headers;
}

/** A gateway in this process, on a port chosen by the system, with a database of its own. */
export interface TestApp {
  url: string;
  /** Null when `/metrics` has no port of its own. */
  metricsPort: number | null;
  /** Null without a probe. */
  probePort: number | null;
  /** An API key with every scope. */
  adminKey: string;
  /** Of the database that it works on. */
  databaseName: string;
  log: LogLine[];
  /** What it says of the demo data. */
  demoData: string | null;
  transcript: Transcript;
  createKey(scopes: ScopeName[]): Promise<string>;
  /** Begins a session and gives its token. */
  signIn(administrator: { username: string; password: string }): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  graphql<T = any>(query: string, variables?: object, key?: string | null): Promise<GraphQLAnswer<T>>;
  /** Posts JSON with the admin key, another key, or none (null); a large body needs it in the header too. */
  legacy(parameters: object, options?: { key?: string | null }): Promise<LegacyAnswer>;
  // biome-ignore lint/suspicious/noExplicitAny: rows of any table
  sql(text: string, parameters?: unknown[]): Promise<any[]>;
  stop(): Promise<void>;
}

export type LogLine = Record<string, unknown>;

export type TestAppOptions = Partial<Omit<AppOptions, 'log' | 'database'>> & {
  databaseUrl?: string;
  /** In place of several. */
  secretsKey?: Buffer;
};

export async function startTestApp({
  databaseUrl,
  secretsKey,
  ...options
}: TestAppOptions = {}): Promise<TestApp> {
  const transcript = new Transcript(inject('transcriptDirectory'));
  const database = databaseUrl === undefined ? await createMigratedDatabase() : null;
  const url = databaseUrl ?? (database as TestDatabase).url;
  const secretsKeys = options.secretsKeys ?? ([secretsKey ?? randomBytes(32)] as const);
  for (const key of secretsKeys) transcript.guard('sealing key', key.toString('base64'));
  if (options.administrator) transcript.guard('administrator password', options.administrator.password);
  const log: LogLine[] = [];
  const app = await startApp({
    database: { url, tls: null },
    secretsKeys,
    adminApiKey: null,
    administrator: null,
    legacySmtpPasswords: 'show',
    legacyTestResults: 'store',
    playgroundDirectory: null,
    rateLimit: 60_000,
    verifyRateLimit: 0,
    verifyMessageLimit: 0,
    administratorEmail: null,
    smtpAuthorities: null,
    auditRetentionDays: 400,
    verificationSchedule: { everySeconds: null, sendsTo: null },
    // Nobody listens there: who has something checked says whom to ask.
    dnsResolvers: [{ address: '127.0.0.1', port: 9 }],
    allowedNetworks: [],
    probe: null,
    webhook: null,
    trustProxy: ['loopback'],
    corsOrigins: [],
    basePath: '',
    demo: false,
    dnsExpectations: noExpectations,
    metrics: null,
    tracing: null,
    host: '127.0.0.1',
    port: 0,
    stopTimes: { listenUntil: 0, refuseAt: 7_000, cutAt: 7_500 },
    ...options,
    log: createLog(
      'trace',
      {
        write(line) {
          transcript.note(line);
          log.push(JSON.parse(line));
        },
      },
      // What the gateway says by itself is judged, so nothing is taken out.
      { line: (line) => line },
    ),
  });
  const databaseName = new URL(url).pathname.slice(1);
  return testApp(app, database, databaseName, transcript, log, options.adminApiKey ?? null);
}

function testApp(
  app: App,
  database: TestDatabase | null,
  databaseName: string,
  transcript: Transcript,
  log: LogLine[],
  givenKey: string | null,
): TestApp {
  const url = `http://127.0.0.1:${app.port}`;
  const adminKey = transcript.guard(
    'API key',
    givenKey ?? app.firstApiKey ?? 'no key: this is not the first start',
  );

  async function post(path: string, body: object, key: string | null) {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    transcript.note(text);
    return { status: response.status, headers: response.headers, text };
  }

  const graphql = async <T>(query: string, variables: object = {}, key: string | null = adminKey) => {
    const { status, headers, text } = await post('/graphql', { query, variables }, key);
    return { status, headers, ...(JSON.parse(text) as { data?: T; errors?: unknown[] }) } as GraphQLAnswer<T>;
  };

  return {
    url,
    metricsPort: app.metricsPort,
    probePort: app.probePort,
    adminKey,
    databaseName,
    log,
    demoData: app.demoData,
    transcript,
    graphql,
    async legacy(parameters, { key = adminKey } = {}) {
      const body = { ...(key === null ? {} : { APIKey: key }), ...parameters };
      const isLarge = Buffer.byteLength(JSON.stringify(body)) > 65_536;
      const answer = await post('/api.php', body, isLarge ? key : null);
      return { ...answer, body: JSON.parse(answer.text) };
    },
    async createKey(scopes) {
      const { data } = await graphql<{ apiKeyCreate: { secret: string } }>(
        'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret } }',
        { input: { name: `test ${scopes.join(' ')}`, scopes } },
      );
      return transcript.guard('API key', data?.apiKeyCreate.secret as string);
    },
    async signIn(administrator) {
      const { data } = await graphql<{ signIn: { sessionToken: string } }>(
        'mutation ($input: SignInInput!) { signIn(input: $input) { sessionToken } }',
        { input: administrator },
        null,
      );
      return transcript.guard('session', data?.signIn.sessionToken as string);
    },
    async sql(text, parameters) {
      if (database === null) throw new Error('This app does not own its database.');
      return database.sql(text, parameters);
    },
    async stop() {
      await app.stop();
      await database?.drop();
    },
  };
}
