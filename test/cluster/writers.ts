import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a client has sent under one name, and when it was told that it is done. */
export interface Write {
  name: string;
  /** Whether it was sent again, with its idempotency key, until it was done. */
  isRepeated: boolean;
  acknowledgedAt: number | null;
}

/** Clients of several gateways that each write one delivery server after the other, and what they were told. */
export class Writers {
  readonly writes: Write[] = [];
  /** Answers that were neither 200 nor 503, and connections that failed: nothing of it may be. */
  readonly surprises: string[] = [];
  readonly statuses: Record<number, number> = {};
  private isStopping = false;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly clients: Promise<void>[];

  /** For each gateway so many that repeat what may not have been done, and as many that do not. */
  constructor(
    urls: readonly string[],
    private readonly key: string,
    clients: number,
  ) {
    this.clients = urls.flatMap((url) =>
      Array.from({ length: clients }, () => [this.write(url, true), this.write(url, false)]).flat(),
    );
  }

  /** Lets everybody finish what they have begun. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.clients);
    this.agent.destroy();
  }

  get acknowledged(): Write[] {
    return this.writes.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
  }

  /** The longest time in which nobody was told that anything was done, in milliseconds. */
  get gap(): number {
    const times = this.acknowledged
      .map(({ acknowledgedAt }) => acknowledgedAt as number)
      .sort((a, b) => a - b);
    return longestGap(times);
  }

  private async write(url: string, isRepeated: boolean): Promise<void> {
    while (!this.isStopping) {
      const write: Write = { name: randomUUID(), isRepeated, acknowledgedAt: null };
      this.writes.push(write);
      do {
        if (await this.create(url, write)) write.acknowledgedAt = Date.now();
        else await sleep(100);
      } while (write.acknowledgedAt === null && isRepeated);
    }
  }

  private async create(url: string, { name, isRepeated }: Write): Promise<boolean> {
    const query = `mutation ($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) { deliveryServer { name } userErrors { code message } } }`;
    const smtp = { host: 'smtp.example.com', port: 587, security: 'STARTTLS', authRequired: false };
    const domains = {
      linkTracking: 'links.example.com',
      openTracking: 'opens.example.com',
      mailFrom: 'bounces.example.com',
    };
    const input = { name, smtp, domains, ...(isRepeated ? { idempotencyKey: name } : {}) };
    try {
      const { status, text } = await post(this.agent, `${url}/graphql`, this.key, {
        query,
        variables: { input },
      });
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      if (status === 503) return false;
      const created = JSON.parse(text).data?.deliveryServerCreate;
      if (status === 200 && created?.deliveryServer?.name === name) return true;
      this.surprises.push(`${status} ${text}`);
    } catch (error) {
      this.surprises.push(String(error));
    }
    return false;
  }
}

export function longestGap(times: readonly number[]): number {
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] as number)));
}

/** What became of writes, by the names that are stored; all of it should be empty. */
export function judge(writes: readonly Write[], stored: readonly string[]) {
  const count = new Map<string, number>();
  for (const name of stored) count.set(name, (count.get(name) ?? 0) + 1);
  const times = ({ name }: Write) => count.get(name) ?? 0;
  return {
    lost: writes.filter((write) => write.acknowledgedAt !== null && times(write) === 0),
    doubled: writes.filter((write) => times(write) > 1),
  };
}

function post(
  agent: Agent,
  url: string,
  key: string,
  body: object,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const sent = request(url, { method: 'POST', agent, headers }, async (response) => {
      try {
        let text = '';
        for await (const part of response) text += part;
        resolve({ status: response.statusCode ?? 0, text });
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
