import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { FindingSeverity } from '../../../src/verification/check.js';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { SmtpStageStatus } from '../../../src/verification/smtp/smtp-stage.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import { findSecret } from '../../support/smtp/find-secret.js';
import { startSmtpServer } from '../../support/smtp/smtp-server.js';
import { createCertificates } from './create-certificates.js';
import { account, type Certificates, deliveryCases } from './delivery-cases.js';

let before: { sockets: number; timers: number };
let authorities: string[];
let certificates: Certificates;

beforeAll(async () => {
  before = { sockets: openHandles('TCPSocketWrap'), timers: openHandles('Timeout') };
  ({ authorities, certificates } = await createCertificates());
});

/** How much of a kind Node has open that keeps the process going; tests before this one may have left some. */
const openHandles = (kind: string) => process.getActiveResourcesInfo().filter((name) => name === kind).length;

describe('the delivery test, against a server with', () => {
  // Some wait for a deadline, so they wait together.
  it.concurrent.for(deliveryCases)('$title', async (wanted, { expect }) => {
    const { script, certificate } = wanted;
    const server = await startSmtpServer(
      certificate ? { ...script, certificate: certificates[certificate] } : script,
    );
    const subject = deliverySubject({ port: server.port, ...wanted.settings });
    const check = checkDelivery(subject, deliveryTools({ authorities }));
    const facts = await Promise.race([check, sleep(20_000, null, { ref: false })]);
    if (facts === null) throw new Error('The delivery has gone on beyond its deadline.');

    const last = facts.stages.at(-1);
    const told = {
      stage: last?.stage,
      status: last?.status,
      replyCode: last?.replyCode,
      enhancedCode: last?.enhancedCode,
    };
    expect(told).toMatchObject({
      stage: wanted.stage,
      status: wanted.status,
      ...(wanted.replyCode ? { replyCode: wanted.replyCode } : {}),
      ...(wanted.enhancedCode ? { enhancedCode: wanted.enhancedCode } : {}),
    });
    const findings = facts.findings.filter(({ severity }) => severity !== FindingSeverity.INFO);
    expect(findings.map(({ code }) => code)).toEqual(wanted.codes);
    const texts = [last?.hint, last?.replyText, ...facts.findings.map(({ message }) => message)];
    expect(texts.join('\n')).toMatch(wanted.says);

    // Only where it ends can it have gone wrong, and then it says what helps.
    for (const stage of facts.stages) {
      const isWell = stage.status === SmtpStageStatus.PASS || stage.status === SmtpStageStatus.SKIPPED;
      expect(isWell || stage === last).toBe(true);
      expect(stage.hint === null).toBe(isWell);
    }
    expect(facts.acceptedFor).toBe(server.messages.length > 0 ? subject.to : null);
    const everything = JSON.stringify(facts);
    expect(findSecret(everything, account.password)).toEqual([]);
    expect(everything).not.toMatch(/\\u00[01789]|\\[rnt]/);

    // A server that keeps silent keeps its connections as well.
    await expect.poll(server.openConnections).toBe(0);
    expect(server.records.length).toBeLessThanOrEqual(1);
    await server.stop();
  });

  it('leaves no socket and no timer of ours behind', async () => {
    await expect.poll(() => openHandles('TCPSocketWrap')).toBeLessThanOrEqual(before.sockets);
    // That of vitest itself, for this test.
    expect(openHandles('Timeout')).toBeLessThanOrEqual(before.timers + 1);
  });

  it('knows at least thirty of them', () => {
    expect(new Set(deliveryCases.map(({ title }) => title)).size).toBe(deliveryCases.length);
    expect(deliveryCases.length).toBeGreaterThan(30);
  });
});
