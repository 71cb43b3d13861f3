import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createMigratedDatabase } from '../support/migrated-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { overWebSocket, type Subscribe, type SubscribeOptions, type Subscriber } from './subscriber.js';

/** Two gateways on one database, and whoever follows them. */
export interface TwoGateways {
  database: TestDatabase;
  app: TestApp;
  other: TestApp;
  /** Starts one more. */
  start(options?: TestAppOptions): Promise<TestApp>;
  /** Subscribes at `app`, over a WebSocket, unless told; ends with the test. */
  follow(options?: SubscribeOptions & { at?: TestApp; over?: Subscribe }): Promise<Subscriber>;
}

/** Starts two gateways for the tests of a file; what is given back has its parts when the first test begins. */
export function useTwoGateways(): TwoGateways {
  const open: Subscriber[] = [];
  const gateways = {} as TwoGateways;
  beforeAll(async () => {
    gateways.database = await createMigratedDatabase();
    const { url: databaseUrl } = gateways.database;
    const shared = { databaseUrl, secretsKey: randomBytes(32), adminApiKey: 'the-key-of-both' };
    gateways.start = (options) => startTestApp({ ...shared, ...options });
    gateways.app = await gateways.start();
    gateways.other = await gateways.start();
  });
  afterEach(() => {
    for (const subscriber of open.splice(0)) subscriber.stop();
  });
  afterAll(async () => {
    await gateways.other?.stop();
    await gateways.app?.stop();
    await gateways.database?.drop();
  });
  gateways.follow = async ({ at = gateways.app, over = overWebSocket, ...options } = {}) => {
    const subscriber = await over(at, options);
    open.push(subscriber);
    return subscriber;
  };
  return gateways;
}

/** What an event says, in short. */
export function inShort(event: Record<string, unknown>) {
  return [event.kind, event.deliveryServerId ?? event.userGroupId, event.version];
}
