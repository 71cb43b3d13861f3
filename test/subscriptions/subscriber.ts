import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { TestApp } from '../support/test-app.js';

export const serverEvents = `subscription ($ids: [ID!], $after: ID) {
  deliveryServerChanged(ids: $ids, after: $after) {
    id kind occurredAt deliveryServerId version deliveryServer { id version name }
  }
}`;
export const groupEvents = `subscription ($ids: [ID!], $after: ID) {
  userGroupChanged(ids: $ids, after: $after) {
    id kind occurredAt userGroupId version userGroup { id version name assignments { channel } }
  }
}`;

export interface SubscribeOptions {
  query?: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  key?: string | null;
}

/** A client of one subscription, which is open when this is there. */
export interface Subscriber {
  /** The values of the root field, as they came. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  events: any[];
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  errors: any[];
  /** How it ended: null when the gateway completed it, otherwise what the client was told. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  ended: Promise<any>;
  /** Waits until so many events have come, as long as they keep coming, and gives them. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  first(count: number): Promise<any[]>;
  stop(): void;
}

export type Subscribe = (app: TestApp, options?: SubscribeOptions) => Promise<Subscriber>;

/** With the client of graphql-ws. */
export const overWebSocket: Subscribe = async (app, options = {}) => {
  const { key = app.adminKey } = options;
  const client = createSocketClient({
    url: `${app.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    ...(key === null ? {} : { connectionParams: { Authorization: `Bearer ${key}` } }),
    retryAttempts: 0,
    onNonLazyError: () => {},
  });
  return begin(app, client, options);
};

/** With the client of graphql-sse. */
export const overEventStream: Subscribe = async (app, options = {}) => {
  const { key = app.adminKey } = options;
  const client = createStreamClient({
    url: `${app.url}/graphql/stream`,
    ...(key === null ? {} : { headers: { Authorization: `Bearer ${key}` } }),
    retryAttempts: 0,
  });
  return begin(app, client, options);
};

interface Client {
  subscribe(
    request: { query: string; variables: Record<string, unknown>; operationName?: string },
    sink: { next(value: unknown): void; error(error: unknown): void; complete(): void },
  ): () => void;
  dispose(): void | Promise<void>;
}

async function begin(
  app: TestApp,
  client: Client,
  { query = serverEvents, variables = {}, operationName }: SubscribeOptions,
): Promise<Subscriber> {
  const events: unknown[] = [];
  const errors: unknown[] = [];
  const before = answered(app);
  let isOver = false;
  const ended = new Promise<unknown>((resolve) => {
    client.subscribe(
      { query, variables, ...(operationName ? { operationName } : {}) },
      {
        next(value) {
          app.transcript.note(JSON.stringify(value));
          const { data, errors: problems } = value as { data?: object; errors?: unknown[] };
          if (problems) errors.push(...problems);
          if (data) events.push(Object.values(data)[0]);
        },
        error: resolve,
        complete: () => resolve(null),
      },
    );
  });
  ended.then(() => {
    isOver = true;
  });
  await expect.poll(() => isOver || answered(app) > before, { interval: 10, timeout: 20_000 }).toBe(true);
  return {
    events,
    errors,
    ended,
    async first(count) {
      while (events.length < count) {
        const come = events.length;
        await expect
          .poll(() => events.length > come, { interval: 20, timeout: 20_000 })
          .toBe(true)
          .catch(() => expect(events).toHaveLength(count));
      }
      return events.slice(0, count);
    },
    stop() {
      void client.dispose();
    },
  };
}

/** How many requests to subscribe this gateway has answered. */
function answered(app: TestApp): number {
  return app.log.filter(({ msg }) => msg === 'subscription').length;
}
