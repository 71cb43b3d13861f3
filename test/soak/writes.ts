import { setTimeout as sleep } from 'node:timers/promises';
import { newServer } from '../support/servers.js';
import type { Answer, Client } from './client.js';
import type { Account, Ledger } from './ledger.js';
import type { Saboteur } from './sabotage.js';

const serverInput = {
  smtp: {
    host: 'relay.soak.test',
    port: 587,
    security: 'STARTTLS',
    authRequired: true,
    username: 'mailer',
    password: 'the-password-of-the-relay',
  },
  domains: {
    linkTracking: 'links.soak.test',
    openTracking: 'opens.soak.test',
    mailFrom: 'bounces.soak.test',
  },
};

const create = `mutation ($input: DeliveryServerCreateInput!) {
  deliveryServerCreate(input: $input) { deliveryServer { id legacyId } userErrors { field code } }
}`;
const update = `mutation ($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) { deliveryServer { id version } userErrors { field code } }
}`;
const remove = `mutation ($input: DeliveryServersDeleteInput!) {
  deliveryServersDelete(input: $input) { results { id status } userErrors { field code } }
}`;
const createGroup = `mutation ($input: UserGroupCreateInput!) {
  userGroupCreate(input: $input) { userGroup { id legacyId } userErrors { field code } }
}`;
const renameGroup = `mutation ($input: UserGroupUpdateInput!) {
  userGroupUpdate(input: $input) { userGroup { id version } userErrors { field code } }
}`;

/** Longer than a gateway with a database can take; whoever waits so long has found a fault. */
const giveUpMilliseconds = 60_000;

let keys = 0;
/** For a write that is to happen once, however often it is sent. */
const nextKey = () => `soak ${++keys}`;

/** Writes of servers and groups, all of which go into the books. */
export class Writes {
  constructor(
    private readonly client: Client,
    private readonly servers: Ledger,
    private readonly groups: Ledger,
    private readonly saboteur: Saboteur,
  ) {}

  async createServer(): Promise<void> {
    const mark = this.servers.nextMark();
    const send = (idempotencyKey: string) =>
      this.client.graphql('create', create, { input: { ...serverInput, name: mark, idempotencyKey } });
    const answer = await untilDone(nextKey(), send);
    if (answer) this.servers.open(mark, answer.body.data.deliveryServerCreate.deliveryServer);
    if (this.saboteur.take('double-write')) await untilDone(nextKey(), send);
  }

  async createGroup(): Promise<void> {
    const mark = this.groups.nextMark();
    const answer = await untilDone(nextKey(), (idempotencyKey) =>
      this.client.graphql('create group', createGroup, { input: { name: mark, idempotencyKey } }),
    );
    if (answer) this.groups.open(mark, answer.body.data.userGroupCreate.userGroup);
  }

  updateServer(): Promise<void> {
    return this.change(this.servers, (account, name) =>
      untilDone(nextKey(), (idempotencyKey) =>
        this.client.graphql('update', update, { input: { id: account.id, name, idempotencyKey } }),
      ),
    );
  }

  renameGroup(): Promise<void> {
    return this.change(this.groups, (account, name) =>
      untilDone(nextKey(), (idempotencyKey) =>
        this.client.graphql('rename group', renameGroup, { input: { id: account.id, name, idempotencyKey } }),
      ),
    );
  }

  /** With the password, and all that the documentation has. */
  updateByLegacy(): Promise<void> {
    return this.change(this.servers, ({ legacyId }, name) =>
      untilDone(nextKey(), (key) =>
        this.client.legacy('legacy update', legacyUpdate(legacyId, name), {
          headers: { 'idempotency-key': key },
        }),
      ),
    );
  }

  /** As old programs do: without a key, and once. */
  updateByLegacyOnce(): Promise<void> {
    return this.change(this.servers, ({ legacyId }, name) =>
      this.client.legacy('legacy update, no key', legacyUpdate(legacyId, name), { isRepeatable: false }),
    );
  }

  async deleteServer(): Promise<void> {
    const account = this.servers.takeIdle();
    if (!account) return;
    const answer = await untilDone(nextKey(), (idempotencyKey) =>
      this.client.graphql('delete', remove, { input: { targets: [{ id: account.id }], idempotencyKey } }),
    );
    account.isDeleted = answer !== null;
    account.isBusy = false;
  }

  private async change(
    ledger: Ledger,
    send: (account: Account, name: string) => Promise<Answer | null>,
  ): Promise<void> {
    const account = ledger.takeIdle();
    if (!account) return;
    const name = `${account.mark} change ${account.acknowledged + account.unknown + 1}`;
    const answer = await send(account, name);
    if (answer?.outcome === 'DONE') {
      account.acknowledged += 1;
      account.names = [name];
    } else if (answer?.outcome !== 'COME_BACK') {
      account.unknown += 1;
      account.names.push(name);
    }
    account.isBusy = false;
  }
}

function legacyUpdate(DeliveryServerID: number, DeliveryServerName: string): object {
  return { ...newServer, Command: 'deliveryserver.update', DeliveryServerID, DeliveryServerName };
}

/** Sends the same again, when the gateway says, until it is done. Null when it was answered as it should never be. */
async function untilDone(key: string, send: (key: string) => Promise<Answer>): Promise<Answer | null> {
  const deadline = Date.now() + giveUpMilliseconds;
  for (;;) {
    const answer = await send(key);
    if (answer.outcome === 'DONE') return answer;
    // What broke on the way may be sent again as well: it is counted as a fault already.
    if (answer.status === 200 || Date.now() > deadline) return null;
    await sleep(1_000 * Math.max(answer.retrySeconds, 1));
  }
}
