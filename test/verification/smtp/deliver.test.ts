import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CheckStatus } from '../../../src/verification/check.js';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { measureCheck } from '../../../src/verification/measure-check.js';
import { deliver } from '../../../src/verification/smtp/deliver.js';
import { DeliveryMode, type DeliverySubject } from '../../../src/verification/smtp/delivery-subject.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import { type SmtpStage, SmtpStageKind as Stage } from '../../../src/verification/smtp/smtp-stage.js';
import {
  createAuthority,
  type ServerCertificate,
  type TestAuthority,
} from '../../support/smtp/certificates.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import type { SmtpScript } from '../../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../../support/smtp/smtp-server.js';

let authority: TestAuthority;
let certificate: ServerCertificate;
let server: SmtpTestServer;

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.issue();
});
afterEach(async () => {
  await server.stop();
});

const credentials = { username: 'ada', password: 'correct horse' };
const auth = { mechanisms: ['PLAIN'], ...credentials } as const;

async function delivered(script: SmtpScript, overrides: Partial<DeliverySubject> = {}) {
  server = await startSmtpServer(script);
  const told: SmtpStage[] = [];
  const delivery = await deliver(
    deliverySubject({ port: server.port, ...overrides }),
    deliveryTools({ authorities: [authority.pem], onStage: (stage) => told.push(stage) }),
  );
  expect(told).toEqual(delivery.stages);
  return delivery;
}

const inStages = (stages: readonly SmtpStage[]) => stages.map(({ stage, status }) => `${stage} ${status}`);

const envelope = ['MAIL_FROM PASS', 'RCPT_TO PASS', 'DATA PASS', 'ACCEPTED PASS'];

describe('a delivery', () => {
  it('goes through all stages to the acceptance of a message', async () => {
    const delivery = await delivered({ certificate, auth }, { security: SmtpSecurity.STARTTLS, credentials });
    expect(inStages(delivery.stages)).toEqual([
      'RESOLVE PASS',
      'CONNECT PASS',
      'GREETING PASS',
      'EHLO PASS',
      'TLS PASS',
      'EHLO PASS',
      'AUTH PASS',
      ...envelope,
    ]);
    expect(delivery).toMatchObject({ problem: null, acceptedFor: 'ada@example.com' });
    expect(delivery.tls).toMatchObject({ protocol: 'TLSv1.3', faults: [] });
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]).toMatchObject({ isEncrypted: true, username: 'ada' });
    expect(server.messages[0]?.data).toContain(`Message-ID: <${delivery.messageId}>`);
    expect(server.commands().at(-1)).toBe('QUIT');
    expect(delivery.stages.at(-1)).toMatchObject({ stage: Stage.ACCEPTED, replyCode: 250, hint: null });
  });

  it('shakes hands before the greeting where TLS is implicit', async () => {
    const delivery = await delivered(
      { certificate, isImplicitTls: true, auth },
      { security: SmtpSecurity.IMPLICIT_TLS, credentials },
    );
    expect(inStages(delivery.stages).slice(0, 6)).toEqual([
      'RESOLVE PASS',
      'CONNECT PASS',
      'TLS PASS',
      'GREETING PASS',
      'EHLO PASS',
      'AUTH PASS',
    ]);
    expect(delivery.acceptedFor).toBe('ada@example.com');
  });

  it.each([
    [DeliveryMode.CONNECT, Stage.EHLO],
    [DeliveryMode.TLS, Stage.EHLO],
    [DeliveryMode.AUTH, Stage.AUTH],
  ])('in mode %s ends after %s', async (mode, last) => {
    const delivery = await delivered(
      { certificate, auth },
      { security: SmtpSecurity.STARTTLS, credentials, mode },
    );
    expect(delivery).toMatchObject({ problem: null, acceptedFor: null, messageId: null });
    expect(delivery.stages.at(-1)?.stage).toBe(last);
    expect(delivery.stages.some(({ stage }) => stage === Stage.TLS)).toBe(mode !== DeliveryMode.CONNECT);
    expect(server.commands().at(-1)).toBe('QUIT');
  });

  it('that went well says that accepted is not delivered', async () => {
    server = await startSmtpServer();
    const check = () => checkDelivery(deliverySubject({ port: server.port }), deliveryTools());
    const { status, message } = await measureCheck(check);
    expect(status).toBe(CheckStatus.PASS);
    expect(message).toBe(
      `mail.shop.test:${server.port} has accepted a message for ada@example.com. Accepted is not delivered: look into that mailbox.`,
    );
  });
});
