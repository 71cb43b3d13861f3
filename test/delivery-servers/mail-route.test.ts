import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assign, createGroup, createServer, mutate } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const query = `query ($userGroupId: ID!, $channel: Channel!, $sender: EmailAddress) {
  route(userGroupId: $userGroupId, channel: $channel, sender: $sender) {
    status channel userGroup { id } deliveryServer { id }
    mailFrom { source address domain } from { source address domain } explanation
  }
}`;

async function route(domains: object, sender?: string) {
  const server = await createServer(app, { domains });
  const group = await createGroup(app);
  await assign(app, group.id, 'MARKETING', server.id);
  const { data } = await app.graphql(query, { userGroupId: group.id, channel: 'MARKETING', sender });
  return data.route;
}

const plain = { enforcedFrom: null, useSenderInfoAsMailFrom: false, useSenderInfoAsFrom: false };
const sender = 'jane@shop.example';
const unknown = { address: null, domain: null };
const ofSender = { source: 'SENDER', address: sender, domain: 'shop.example' };

describe('a route', () => {
  it('names the server of the channel, the group and the status', async () => {
    const server = await createServer(app);
    const group = await createGroup(app);
    await assign(app, group.id, 'TRANSACTIONAL', server.id);
    const { data } = await app.graphql(query, { userGroupId: group.id, channel: 'TRANSACTIONAL' });
    expect(data.route).toMatchObject({
      status: 'READY',
      channel: 'TRANSACTIONAL',
      userGroup: { id: group.id },
      deliveryServer: { id: server.id },
    });
    expect(data.route.explanation[0]).toContain(`"Primary SMTP Server" (${server.id})`);
    expect(data.route.explanation).toContain('The server was never checked.');
  });

  it('says that a channel without a server cannot send, and what to do', async () => {
    const group = await createGroup(app);
    const { data } = await app.graphql(query, { userGroupId: group.id, channel: 'AUTO_RESPONDER' });
    expect(data.route).toMatchObject({
      status: 'UNASSIGNED',
      deliveryServer: null,
      mailFrom: null,
      from: null,
    });
    expect(data.route.explanation).toEqual([expect.stringContaining('channelAssignmentSet')]);
  });

  it('says that the server is paused, why, and until when', async () => {
    const server = await createServer(app);
    const group = await createGroup(app);
    await assign(app, group.id, 'MARKETING', server.id);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await mutate(app, 'deliveryServerPause', { id: server.id, reason: 'Blocklisted.', until });
    const { data } = await app.graphql(query, { userGroupId: group.id, channel: 'MARKETING' });
    expect(data.route).toMatchObject({ status: 'PAUSED', deliveryServer: { id: server.id } });
    expect(data.route.explanation[0]).toContain(until);
    expect(data.route.explanation[0]).toContain('Blocklisted.');
  });

  it.each<[string, object, string | undefined, object, object]>([
    [
      'a domain and nothing enforced',
      { ...plain, mailFrom: 'bounce.example.com' },
      sender,
      { source: 'SERVER', address: null, domain: 'bounce.example.com' },
      { source: 'MESSAGE', ...unknown },
    ],
    [
      'any address of a domain',
      { ...plain, mailFrom: '@bounce.example.com' },
      sender,
      { source: 'SERVER', address: null, domain: 'bounce.example.com' },
      { source: 'MESSAGE', ...unknown },
    ],
    [
      'an address and an enforced From',
      { ...plain, mailFrom: 'b@bounce.example.com', enforcedFrom: 'noreply@example.com' },
      sender,
      { source: 'SERVER', address: 'b@bounce.example.com', domain: 'bounce.example.com' },
      { source: 'SERVER', address: 'noreply@example.com', domain: 'example.com' },
    ],
    [
      'the sender in both places',
      { ...plain, useSenderInfoAsMailFrom: true, useSenderInfoAsFrom: true },
      sender,
      ofSender,
      ofSender,
    ],
    [
      'a sender that is not known',
      { ...plain, useSenderInfoAsMailFrom: true, useSenderInfoAsFrom: true },
      undefined,
      { source: 'SENDER', ...unknown },
      { source: 'SENDER', ...unknown },
    ],
    [
      'an enforced From beside the sender',
      {
        ...plain,
        mailFrom: 'bounce.example.com',
        enforcedFrom: 'noreply@example.com',
        useSenderInfoAsFrom: true,
      },
      sender,
      { source: 'SERVER', address: null, domain: 'bounce.example.com' },
      { source: 'SERVER', address: 'noreply@example.com', domain: 'example.com' },
    ],
  ])('has the addresses that follow from %s', async (_, domains, from, expectedMailFrom, expectedFrom) => {
    const found = await route(domains, from);
    expect(found.mailFrom).toEqual(expectedMailFrom);
    expect(found.from).toEqual(expectedFrom);
  });

  it('warns of failed checks and of a password that is missing', async () => {
    const server = await createServer(app, { smtp: { password: null } });
    const group = await createGroup(app);
    await assign(app, group.id, 'MARKETING', server.id);
    const results = {
      emailDelivery: true,
      spf: false,
      dkim: true,
      dmarc: false,
      senderDomain: true,
      linkDomain: true,
      openDomain: true,
    };
    await mutate(app, 'deliveryServerTestResultsSave', {
      id: server.id,
      results,
      checkedAt: '2026-01-01T00:00:00Z',
    });
    const { data } = await app.graphql(query, { userGroupId: group.id, channel: 'MARKETING' });
    const text = data.route.explanation.join('\n');
    expect(text).toContain('SPF, DMARC');
    expect(text).toContain('none is stored');
  });

  it('is null for a group that does not exist or is no group', async () => {
    for (const userGroupId of ['ug_999999', 'ds_1', 'nothing']) {
      const { data, errors } = await app.graphql(query, { userGroupId, channel: 'MARKETING' });
      expect(errors).toBeUndefined();
      expect(data.route).toBeNull();
    }
  });
});
