import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GatewayFixture } from '../support/gateway-process.js';
import { createAuthority } from '../support/smtp/certificates.js';
import { answerWith, type Received, startReceiver } from './receiver.js';
import { idOf, secret, shared, told, turn, turnsOf, until, useWebhookGateways } from './webhook-gateways.js';

const gateways = useWebhookGateways();

describe('a gateway that is killed while it posts', () => {
  it('has another one post the same again, and what follows', { timeout: 120_000 }, async () => {
    const authority = await createAuthority();
    const certificate = await authority.issue({ names: ['hooks.shop.test'] });
    // The first one never gets an answer.
    const receiver = await startReceiver((response, request, index) => {
      if (index > 0) answerWith(204)(response, request, index);
    }, certificate);
    const url = `https://hooks.shop.test:${receiver.port}/hook`;
    const fixture = await GatewayFixture.create();
    fixture.transcript.guard('database password', new URL(gateways.database.url).password);
    fixture.transcript.guard('webhook secret', secret);
    const authorities = join(fixture.directory, 'authorities.pem');
    await writeFile(authorities, authority.pem);
    const environment = {
      DATABASE_URL: gateways.database.url,
      SECRETS_KEY: shared.secretsKey.toString('base64'),
      ADMIN_API_KEY: shared.adminApiKey,
      DNS_RESOLVERS: gateways.dns.address,
      VERIFY_WEBHOOK_URL: url,
      VERIFY_WEBHOOK_SECRET: secret,
      VERIFY_ALLOW_NETWORKS: '127.0.0.1',
      NODE_EXTRA_CA_CERTS: authorities,
    };
    const killed = await fixture.start(environment);
    const onlooker = await gateways.start(null);
    await turn(onlooker, 'Relay');
    await until(() => expect(receiver.received).toHaveLength(1));
    killed.kill('SIGKILL');
    await killed.exited;
    // What comes of time: nobody has ended the attempt.
    await gateways.database.sql('UPDATE webhook SET lease_until = CURRENT_TIMESTAMP(3)');
    const other = await fixture.start(environment);
    await until(() => expect(receiver.received).toHaveLength(4));
    expect(receiver.received.map(told)).toEqual([turnsOf('Relay')[0], ...turnsOf('Relay')]);
    const [first, second] = receiver.received as [Received, Received];
    expect([idOf(first), first.body]).toEqual([idOf(second), second.body]);
    other.kill('SIGTERM');
    await other.exited;
    await fixture.dispose();
    await receiver.stop();
  });
});
