import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { usualTimes } from '../../src/app/options.js';
import { loadTracing } from '../../src/tracing/load-tracing.js';
import { backupOf } from '../backup/backup-of.js';
import { startOtlpReceiver } from '../metrics/otlp-receiver.js';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.js';
import { startDnsServer } from '../support/dns/dns-server.js';
import type { Zone } from '../support/dns/zone.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { startReceiver } from '../webhook/receiver.js';
import { type Canaries, withoutDocumentedPlaces } from './canaries.js';

export interface Sent {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

/** A gateway with all that it talks to, whose output is kept whole. */
export interface WatchedGateway {
  app: TestApp;
  database: TestDatabase;
  proxy: DatabaseProxy;
  /** Sends a request, and keeps what is answered. */
  send(way: string, sent: Sent): Promise<string>;
  /** Sends octets that may be no request at all. */
  sendRaw(way: string, octets: string | Buffer): Promise<void>;
  /** Posts an operation as {@link Sent}, with the admin key. */
  graphql(way: string, query: string, variables?: object): Promise<string>;
  /** Keeps also the log, spans, metrics, what the webhook got, every row, and a backup. */
  harvest(): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  canaries: Canaries;
  zone: Zone;
  smtpAuthorities: string[];
}

export async function watchGateway({ canaries, zone, smtpAuthorities }: Parts): Promise<WatchedGateway> {
  const database = await createMigratedDatabase();
  const proxy = await startDatabaseProxy(database.url);
  const dns = await startDnsServer({ ...zone, 'hooks.shop.test': [['A', '127.0.0.1']] });
  const otlp = await startOtlpReceiver();
  const hook = await startReceiver((response, received, index) => {
    // Its path has the query, which is meant for the receiver.
    const { headers, body } = received;
    canaries.keep('a post to the webhook', JSON.stringify({ headers, body }));
    // Half of them fail, with an answer that repeats all.
    response.writeHead(index % 2 === 0 ? 500 : 204).end(JSON.stringify(received));
  });
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = otlp.url;
  const tracing = await loadTracing({ protocol: 'http/json' }, () => {});
  const strayed: string[] = [];
  const noteWarning = (warning: Error) => strayed.push(`${warning.message} ${warning.stack}`);
  process.on('warning', noteWarning);
  const writeError = process.stderr.write;
  process.stderr.write = ((...given: Parameters<typeof writeError>) => {
    strayed.push(String(given[0]));
    return writeError.apply(process.stderr, given);
  }) as typeof writeError;

  const secretsKey = randomBytes(32);
  canaries.guard('sealing key', secretsKey.toString('base64'));
  canaries.guard('sealing key of octets', secretsKey.toString('latin1'));
  const password = new URL(database.url).password;
  if (password !== '') canaries.guard('database password', password);
  const token = canaries.plantWord('query of the webhook');
  const options: TestAppOptions = {
    databaseUrl: proxy.url,
    secretsKey,
    adminApiKey: canaries.plantWord('admin key'),
    administrator: { username: 'root', password: canaries.plant('administrator password') },
    webhook: {
      url: `http://hooks.shop.test:${hook.port}/hook?token=${token}`,
      secret: canaries.plant('webhook secret'),
    },
    webhookTimes: { ...usualTimes.webhookTimes, pollMilliseconds: 20, firstPauseMilliseconds: 20 },
    publishMilliseconds: 20,
    dnsResolvers: [dns.server],
    allowedNetworks: ['127.0.0.0/8'],
    smtpAuthorities,
    administratorEmail: 'ops@example.com',
    verifyMessageLimit: 0,
    metrics: { port: null },
    tracing,
    answerMilliseconds: 2_000,
  };
  const app = await startTestApp(options);

  const gateway: WatchedGateway = {
    app,
    database,
    proxy,
    send: (way, sent) => ask(app.url, sent).then((answer) => keepAnswer(canaries, way, answer)),
    sendRaw: async (way, octets) => {
      keepAnswer(canaries, way, await askRaw(app.url, octets));
    },
    graphql: (way, query, variables = {}) =>
      gateway.send(way, {
        path: '/graphql',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${app.adminKey}` },
        body: JSON.stringify({ query, variables }),
      }),
    async harvest() {
      canaries.keep('metrics', await ask(app.url, metricsOf(app)));
      for (const line of app.log) canaries.keep(`the log (${line.msg})`, JSON.stringify(line));
      for (const text of strayed) canaries.keep('standard error or a warning of the process', text);
      await keepRows(canaries, database);
      await keepBackup(canaries, database);
      await app.stop();
      for (const { bytes } of otlp.requests) canaries.keep('spans', bytes);
    },
    async stop() {
      process.off('warning', noteWarning);
      process.stderr.write = writeError;
      delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
      await proxy.close();
      await Promise.all([hook.stop(), otlp.stop(), dns.stop(), database.drop()]);
    },
  };
  return gateway;
}

const metricsOf = ({ adminKey }: TestApp): Sent => ({
  method: 'GET',
  path: '/metrics',
  headers: { authorization: `Bearer ${adminKey}` },
});

function keepAnswer(canaries: Canaries, way: string, answer: string): string {
  canaries.keep(`the answer to ${way}`, withoutDocumentedPlaces(answer));
  return answer;
}

/** The whole answer, head and body; what became of the connection when there is none. */
async function ask(url: string, { method = 'POST', path, headers = {}, body }: Sent): Promise<string> {
  const sent = request(`${url}`, { method, path, headers, agent: false });
  sent.end(body);
  try {
    const [answer] = await once(sent, 'response');
    return `${answer.rawHeaders.join('\n')}\n\n${await text(answer)}`;
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

async function askRaw(url: string, octets: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (piece) => {
    answer += piece;
  });
  socket.on('error', () => {});
  socket.end(octets);
  await once(socket, 'close');
  return answer;
}

/** Every row of every table, as a dump has them. */
export async function keepRows(canaries: Canaries, { sql }: Pick<TestDatabase, 'sql'>): Promise<number> {
  const tables = await sql<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  let count = 0;
  for (const { name } of tables) {
    for (const row of await sql(`SELECT * FROM \`${name}\``)) {
      count += 1;
      for (const [column, value] of Object.entries(row)) {
        const place = `${name}.${column}`;
        if (Buffer.isBuffer(value)) canaries.keep(place, value);
        else canaries.keep(place, typeof value === 'string' ? value : JSON.stringify(value));
      }
    }
  }
  return count;
}

/** What "backup" writes, before it is packed. */
export async function keepBackup(canaries: Canaries, database: TestDatabase): Promise<void> {
  canaries.keep('a backup', Buffer.concat(await backupOf(database)).toString('utf8'));
}
