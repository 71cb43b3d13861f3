import { setTimeout as sleep } from 'node:timers/promises';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Found } from './ledger.js';
import type { Saboteur } from './sabotage.js';

const query = `subscription ($after: ID) {
  deliveryServerChanged(after: $after) { id kind version deliveryServerId deliveryServer { name } }
}`;

interface Event {
  id: string;
  kind: string;
  version: number;
  deliveryServerId: string;
}

export interface Transport {
  webSocketImpl: new (url: string, protocols?: string[]) => WebSocket;
  fetchFn: typeof fetch;
}

export type Way = 'WebSocket' | 'events';

/** Follows all servers, is cut off now and then, and comes back with the last event that it has seen. */
export class Subscriber {
  /** The last version that it has been told of each server. */
  private readonly versions = new Map<string, number>();
  private readonly deleted = new Set<string>();
  private after: string | null = null;
  private isOver = false;
  private cutOff = () => {};
  private end = () => {};
  events = 0;
  connections = 0;
  faults: string[] = [];

  /** @param transport how the gateway is reached, where its certificate is no public one */
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly way: Way,
    private readonly saboteur: Saboteur,
    private readonly transport: Transport = { webSocketImpl: WebSocket, fetchFn: fetch },
  ) {}

  /** Until it is stopped. */
  async run(): Promise<void> {
    while (!this.isOver) {
      this.connections += 1;
      await this.follow().catch(() => {});
      if (!this.isOver) await sleep(200);
    }
  }

  /** Breaks its connection as a network would. */
  cut(): void {
    this.cutOff();
  }

  stop(): void {
    this.isOver = true;
    this.end();
  }

  /** Of servers that were all made since it follows. */
  missing(found: readonly Found[], deletedIds: readonly string[]): string[] {
    return [
      ...found
        .filter(({ id, version }) => this.versions.get(id) !== version)
        .map(({ id, version }) => {
          const told = this.versions.get(id) ?? 0;
          return told < version
            ? `${this.way}: ${id}: nothing was told after version ${told}, it is at ${version}`
            : `${this.way}: ${id} is at version ${version}, told was ${told}`;
        }),
      ...deletedIds
        .filter((id) => !this.deleted.has(id))
        .map((id) => `${this.way}: not told that ${id} was deleted`),
    ];
  }

  private async follow(): Promise<void> {
    const authorization = `Bearer ${this.key}`;
    const request = { query, variables: { after: this.after } };
    const client = this.way === 'WebSocket' ? this.openSocket(authorization) : this.openStream(authorization);
    this.end = () => void client.dispose();
    if (!this.isOver) await this.take(client.iterate(request)).finally(this.end);
  }

  private openSocket(authorization: string) {
    return createSocketClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: this.transport.webSocketImpl,
      connectionParams: { Authorization: authorization },
      retryAttempts: 0,
      on: {
        opened: (socket) => {
          this.cutOff = () => (socket as WebSocket).terminate();
        },
      },
    });
  }

  private openStream(authorization: string) {
    const url = `${this.url}/graphql/stream`;
    const client = createStreamClient({
      url,
      headers: { authorization },
      retryAttempts: 0,
      fetchFn: this.transport.fetchFn,
    });
    this.cutOff = () => client.dispose();
    return client;
  }

  // biome-ignore lint/suspicious/noExplicitAny: both clients have types of their own for the same answers
  private async take(answers: AsyncIterable<any>): Promise<void> {
    for await (const { data, errors } of answers) {
      // Such as when the database is away: it comes back with the last event that was whole.
      if (errors) return;
      const event: Event = data.deliveryServerChanged;
      if (this.after !== null && this.saboteur.take('drop-event')) continue;
      this.note(event);
      if (this.saboteur.take('repeat-event')) this.note(event);
      this.after = event.id;
    }
  }

  private note({ kind, version, deliveryServerId: id }: Event): void {
    this.events += 1;
    if (kind === 'CHECK_CHANGED') return;
    const last = this.versions.get(id) ?? 0;
    if (kind === 'DELETED') {
      if (version !== last || this.deleted.has(id))
        this.fault(id, `deleted at version ${version} after ${last}`);
      this.deleted.add(id);
      return;
    }
    if (version <= last) this.fault(id, `version ${version} was told again after ${last}`);
    else if (version > last + 1) this.fault(id, `nothing was told between versions ${last} and ${version}`);
    this.versions.set(id, version);
  }

  private fault(id: string, what: string): void {
    this.faults.push(`${this.way}: ${id}: ${what}`);
  }
}
