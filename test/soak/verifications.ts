import { setTimeout as sleep } from 'node:timers/promises';
import { startDnsServer } from '../support/dns/dns-server.js';
import type { ZoneRecord } from '../support/dns/zone.js';
import { startSmtpServer } from '../support/smtp/smtp-server.js';
import type { Client } from './client.js';
import type { Saboteur } from './sabotage.js';

const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { deliveryServer { id } userErrors { field code } }
}`;
const verify = `mutation ($input: DeliveryServerVerifyInput!) {
  deliveryServerVerify(input: $input) { run { id } userErrors { field code } }
}`;
const readRun = 'query ($id: ID!) { node(id: $id) { ... on VerificationRun { status checks { kind } } } }';

/** A run has 20 seconds for its checks, and a delivery test more; one that a killed database held up is taken up again. */
const runMilliseconds = 90_000;
const checksOfRun = 7;

/** The other side of verifications, on loopback: a resolver that knows every name, and a mail server. */
export async function startVerified() {
  const dns = await startDnsServer();
  dns.publish((name): readonly ZoneRecord[] => [
    ['A', '127.0.0.1'],
    ['TXT', name.startsWith('_dmarc') ? 'v=DMARC1; p=reject' : 'v=spf1 ip4:127.0.0.1 -all'],
  ]);
  const smtp = await startSmtpServer();
  return {
    environment: {
      DNS_RESOLVERS: dns.address,
      VERIFY_ALLOW_NETWORKS: '127.0.0.1',
      ADMIN_EMAIL: 'ops@soak.test',
    },
    smtpPort: smtp.port,
    async stop() {
      await dns.stop();
      await smtp.stop();
    },
  };
}

/** Runs of verification, each of which has to end with all its checks. */
export class Verifications {
  private readonly idle: string[] = [];
  private asked = 0;
  begun = 0;
  ended = 0;
  readonly faults: string[] = [];

  constructor(
    private readonly client: Client,
    private readonly saboteur: Saboteur,
  ) {}

  async createServers(count: number, port: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const name = `verified ${index}`;
      const domains = {
        linkTracking: 'links.soak.test',
        openTracking: 'opens.soak.test',
        mailFrom: 'soak.test',
      };
      const smtp = { host: '127.0.0.1', port, security: 'NONE', authRequired: false };
      const { body } = await this.client.graphql('create verified', create, {
        input: { name, smtp, domains },
      });
      this.idle.push(body.data.deliveryServerCreate.deliveryServer.id);
    }
  }

  async run(): Promise<void> {
    const id = this.idle.shift();
    if (id === undefined) return;
    this.asked += 1;
    const input = { id, idempotencyKey: `verification ${this.asked}` };
    const { outcome, body } = await this.client.graphql('verify', verify, { input });
    if (outcome === 'DONE') {
      this.begun += 1;
      await this.follow(body.data.deliveryServerVerify.run.id);
    }
    this.idle.push(id);
  }

  private async follow(id: string): Promise<void> {
    const deadline = Date.now() + runMilliseconds;
    while (Date.now() < deadline) {
      await sleep(1_000);
      const { outcome, body } = await this.client.graphql('read run', readRun, { id });
      if (outcome !== 'DONE' || body.data.node?.status !== 'DONE') continue;
      const made = body.data.node.checks.length;
      if (made === checksOfRun && !this.saboteur.take('lose-run')) this.ended += 1;
      else this.faults.push(`${id} ended with ${made} of ${checksOfRun} checks`);
      return;
    }
    this.faults.push(`${id} has not ended`);
  }
}
