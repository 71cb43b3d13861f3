import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { usualTimes } from '../../src/app/options.js';
import type { WebhookTimes } from '../../src/webhook/service/webhook-worker.js';
import { type DnsTestServer, startDnsServer } from '../support/dns/dns-server.js';
import type { Zone } from '../support/dns/zone.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { createServer } from '../support/operations.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { measure } from '../verification-runs/runs.js';
import { type Answer, type Received, startReceiver } from './receiver.js';

export const secret = 'a secret of the webhook';
export const shared = { adminApiKey: 'the-key-of-all', secretsKey: randomBytes(32) };
const kinds = ['SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'];

const zone: Zone = {
  'track.example.com': [['A', '192.0.2.1']],
  'bounce.example.com': [['A', '192.0.2.2']],
  'open.example.com': [['A', '192.0.2.3']],
  'hooks.shop.test': [['A', '127.0.0.1']],
};

type GatewayWishes = Partial<Omit<TestAppOptions, 'webhookTimes'>> & {
  webhookTimes?: Partial<WebhookTimes>;
};

/** A database, gateways on it and receivers, for one test each. */
export interface WebhookGateways {
  database: TestDatabase;
  dns: DnsTestServer;
  /** Starts a gateway with the webhook at a URL. */
  start(url: string | null, wishes?: GatewayWishes): Promise<TestApp>;
  receiver(answer?: Answer): Promise<Awaited<ReturnType<typeof startReceiver>> & { url: string }>;
}

export function useWebhookGateways(): WebhookGateways {
  const gateways = {} as WebhookGateways;
  const undone: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    gateways.dns = await startDnsServer(zone);
  });
  afterAll(() => gateways.dns?.stop());
  beforeEach(async () => {
    const database = await createMigratedDatabase();
    gateways.database = database;
    undone.push(() => database.drop());
  });
  afterEach(async () => {
    for (const undo of undone.splice(0).reverse()) await undo();
  });

  gateways.start = async (url, { webhookTimes, ...more } = {}) => {
    const app = await startTestApp({
      ...shared,
      databaseUrl: gateways.database.url,
      dnsResolvers: [gateways.dns.server],
      allowedNetworks: ['127.0.0.1'],
      publishMilliseconds: 20,
      ...more,
      webhook: url === null ? null : { url, secret },
      webhookTimes: {
        ...usualTimes.webhookTimes,
        pollMilliseconds: 20,
        firstPauseMilliseconds: 20,
        longestPauseMilliseconds: 100,
        ...webhookTimes,
      },
    });
    app.transcript.guard('webhook secret', secret);
    let stopped: Promise<void> | null = null;
    const stop = app.stop.bind(app);
    app.stop = () => {
      stopped ??= stop();
      return stopped;
    };
    undone.push(() => app.stop());
    return app;
  };
  gateways.receiver = async (answer) => {
    const started = await startReceiver(answer);
    undone.push(started.stop);
    return { ...started, url: `http://hooks.shop.test:${started.port}/hook` };
  };
  return gateways;
}

/** Has the checks of a new server turn from NOT_CHECKED to PASS, which is three transitions. */
export async function turn(app: TestApp, name: string): Promise<string> {
  const { id } = await createServer(app, { name });
  await measure(app, id, kinds);
  return id;
}

/** What is told of that. */
export const turnsOf = (name: string) => kinds.map((kind) => `${name} ${kind} NOT_CHECKED PASS`);

export function told({ body }: Pick<Received, 'body'>): string {
  const { deliveryServer, transition } = JSON.parse(body);
  return `${deliveryServer.name} ${transition.kind} ${transition.from} ${transition.to}`;
}

export const idOf = ({ headers }: Received) => headers['webhook-id'];

export const until = (expectation: () => unknown) =>
  vi.waitFor(expectation, { interval: 10, timeout: 40_000 });

export function look(app: TestApp, key?: string) {
  return app.graphql(
    `{ verificationWebhook {
         url isCurrent pending failedAttempts lastAttemptAt lastStatus lastError nextAttemptAt lastDeliveredAt givenUp
       } }`,
    {},
    key,
  );
}

export async function state(app: TestApp) {
  const { data, errors } = await look(app);
  expect(errors).toBeUndefined();
  return data.verificationWebhook;
}
