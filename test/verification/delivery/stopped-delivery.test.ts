import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryFacts } from '../../../src/verification/check-result.js';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { FindingCode } from '../../../src/verification/finding-code.js';
import { SmtpSecurity } from '../../../src/verification/smtp/smtp-security.js';
import { type SmtpStage, SmtpStageKind } from '../../../src/verification/smtp/smtp-stage.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import { type SmtpAct, type SmtpMoment, type SmtpScript, silence } from '../../support/smtp/smtp-script.js';
import { type SmtpTestServer, startSmtpServer } from '../../support/smtp/smtp-server.js';
import { createCertificates } from './create-certificates.js';
import { account, type Certificates } from './delivery-cases.js';

let authorities: string[];
let certificates: Certificates;
let server: SmtpTestServer;

beforeAll(async () => {
  ({ authorities, certificates } = await createCertificates());
});
afterEach(() => server.stop());

async function start(script: SmtpScript = {}) {
  const auth = { mechanisms: ['LOGIN'], ...account } as const;
  server = await startSmtpServer({ certificate: certificates.good, auth, ...script });
}

interface Options {
  milliseconds?: number;
  onStage?: (stage: SmtpStage) => void;
}

function deliver(signal: AbortSignal, options: Options = {}): Promise<DeliveryFacts> {
  const { milliseconds = 30_000, onStage = () => {} } = options;
  const settings = { security: SmtpSecurity.STARTTLS, credentials: account, milliseconds };
  const subject = deliverySubject({ port: server.port, ...settings });
  return checkDelivery(subject, deliveryTools({ authorities, signal, onStage }));
}

const codesOf = ({ findings }: DeliveryFacts) => findings.map(({ code }) => code);

const stages: [moment: SmtpMoment, stage: SmtpStageKind, before: SmtpStageKind][] = [
  ['GREETING', SmtpStageKind.GREETING, SmtpStageKind.CONNECT],
  ['EHLO', SmtpStageKind.EHLO, SmtpStageKind.GREETING],
  ['STARTTLS', SmtpStageKind.TLS, SmtpStageKind.EHLO],
  ['AUTH', SmtpStageKind.AUTH, SmtpStageKind.EHLO],
  ['MAIL', SmtpStageKind.MAIL_FROM, SmtpStageKind.AUTH],
  ['RCPT', SmtpStageKind.RCPT_TO, SmtpStageKind.MAIL_FROM],
  ['DATA', SmtpStageKind.DATA, SmtpStageKind.RCPT_TO],
  ['MESSAGE', SmtpStageKind.ACCEPTED, SmtpStageKind.DATA],
];

describe('a delivery test', () => {
  it.each(stages)(
    'that is stopped while it waits at %s ends there at once',
    async (moment, stage, before) => {
      const stop = new AbortController();
      let reached = () => {};
      const waiting = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const replies = {
        [moment]: () => {
          reached();
          return silence;
        },
      };
      await start({ replies });
      const told: SmtpStageKind[] = [];
      const delivery = deliver(stop.signal, { onStage: (ended) => told.push(ended.stage) });
      await waiting;
      await expect.poll(() => told.at(-1)).toBe(before);
      stop.abort();
      const facts = await delivery;
      expect(facts.stages.at(-1)?.stage).toBe(stage);
      expect(codesOf(facts)).toEqual([FindingCode.INTERRUPTED]);
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
      await expect.poll(server.openConnections).toBe(0);
    },
  );

  it('leaves nothing behind, whenever it is stopped', async () => {
    await start();
    for (let milliseconds = 0; milliseconds < 40; milliseconds += 1) {
      const stop = new AbortController();
      const delivery = deliver(stop.signal);
      await sleep(milliseconds);
      stop.abort();
      const facts = await delivery;
      const isDone = facts.acceptedFor !== null;
      expect(codesOf(facts)).toEqual([isDone ? FindingCode.DELIVERY_ACCEPTED : FindingCode.INTERRUPTED]);
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    }
    await expect.poll(server.openConnections).toBe(0);
  });

  // The head of a ServerHello: OpenSSL waits for the rest.
  const half = Buffer.from('16030300500200004c0303', 'hex');
  it.each<[string, SmtpAct]>([
    ['half', { octets: half }],
    ['nothing', silence],
  ])('that gets %s of a handshake ends at its deadline', async (_, handshake) => {
    await start({ handshake });
    const facts = await deliver(new AbortController().signal, { milliseconds: 2_000 });
    expect(codesOf(facts)).toEqual([FindingCode.SMTP_TIMEOUT]);
    await expect.poll(server.openConnections).toBe(0);
  });

  it('is one of fifty that wait for a server which says nothing more, and all end at their deadline', async () => {
    await start({ replies: { EHLO: silence } });
    const { signal } = new AbortController();
    const facts = await Promise.all(
      Array.from({ length: 50 }, () => deliver(signal, { milliseconds: 5_000 })),
    );
    expect(facts.flatMap(codesOf)).toEqual(Array(50).fill(FindingCode.SMTP_TIMEOUT));
    expect(server.records).toHaveLength(50);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await expect.poll(server.openConnections).toBe(0);
  });
});
