import { afterEach, describe, expect, it } from 'vitest';
import { CheckStatus, FindingSeverity } from '../../../src/verification/check.js';
import { checkDelivery } from '../../../src/verification/checks/check-delivery.js';
import { statusOf } from '../../../src/verification/finding.js';
import { FindingCode } from '../../../src/verification/finding-code.js';
import { SmtpStageKind } from '../../../src/verification/smtp/smtp-stage.js';
import { startDnsServer } from '../../support/dns/dns-server.js';
import type { Zone } from '../../support/dns/zone.js';
import { deliverySubject, deliveryTools } from '../../support/smtp/deliver-to.js';
import { startSmtpServer } from '../../support/smtp/smtp-server.js';
import { startStalledListener } from '../../support/smtp/stalled-listener.js';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.stop()));
});

async function start<Started extends { stop(): Promise<void> }>(
  starting: Promise<Started>,
): Promise<Started> {
  const one = await starting;
  started.push(one);
  return one;
}

async function deliverTo(port: number, zone: Zone) {
  const dns = await start(startDnsServer(zone));
  const facts = await checkDelivery(
    deliverySubject({ port, milliseconds: 3_000 }),
    deliveryTools({ resolve: dns.resolve() }),
  );
  return {
    facts,
    attempts: facts.attempts.map(({ address, outcome }) => `${address} ${outcome}`),
    codes: facts.findings.flatMap(({ severity, code }) => (severity === FindingSeverity.INFO ? [] : [code])),
    status: statusOf(facts.findings),
    end: facts.stages.at(-1)?.stage,
  };
}

const both: Zone = {
  'mail.shop.test': [
    ['A', '127.0.0.1'],
    ['AAAA', '::1'],
  ],
};
const accepted = { end: SmtpStageKind.ACCEPTED, status: CheckStatus.PASS, codes: [] };
const acceptedLate = { ...accepted, status: CheckStatus.WARN, codes: [FindingCode.SMTP_ADDRESS_DEAD] };

describe('a host with addresses of both families', () => {
  it('is reached by IPv4 when IPv6 refuses, which is told', async () => {
    const { port } = await start(startSmtpServer());
    const told = await deliverTo(port, both);
    expect(told).toMatchObject({ ...acceptedLate, attempts: ['::1 REFUSED', '127.0.0.1 CONNECTED'] });
  });

  it('is reached by IPv4 when IPv6 does not answer at all', async () => {
    const { port } = await start(startSmtpServer());
    await start(startStalledListener('::1', port));
    const told = await deliverTo(port, both);
    expect(told).toMatchObject({ ...acceptedLate, attempts: ['::1 TIMED_OUT', '127.0.0.1 CONNECTED'] });
  });

  it.each([true, false])(
    'is reached by IPv6 when IPv4 is dead (without an answer: %s)',
    async (isStalled) => {
      const { port } = await start(startSmtpServer({}, { host: '::1' }));
      if (isStalled) await start(startStalledListener('127.0.0.1', port));
      const told = await deliverTo(port, both);
      expect(told).toMatchObject({ ...accepted, attempts: ['::1 CONNECTED', '127.0.0.1 NOT_TRIED'] });
    },
  );

  it.each([true, false])(
    'is reached at its last address (without an answer at the others: %s)',
    async (isStalled) => {
      const { port } = await start(startSmtpServer({}, { host: '127.0.0.3' }));
      if (isStalled) await start(startStalledListener('127.0.0.2', port));
      const zone: Zone = {
        'mail.shop.test': [
          ['A', '127.0.0.2'],
          ['A', '127.0.0.3'],
          ['AAAA', '::1'],
        ],
      };
      const told = await deliverTo(port, zone);
      const outcome = isStalled ? 'TIMED_OUT' : 'REFUSED';
      const attempts = ['::1 REFUSED', `127.0.0.2 ${outcome}`, '127.0.0.3 CONNECTED'];
      expect(told).toMatchObject({ ...acceptedLate, attempts });
    },
  );

  it('is not reached where nobody listens, and each address is told', async () => {
    const gone = await startSmtpServer();
    await gone.stop();
    const told = await deliverTo(gone.port, both);
    expect(told).toMatchObject({
      end: SmtpStageKind.CONNECT,
      status: CheckStatus.FAIL,
      codes: [FindingCode.SMTP_CONNECTION_REFUSED],
      attempts: ['::1 REFUSED', '127.0.0.1 REFUSED'],
    });
  });

  it('is not reached where nobody answers, by the end of the time for it', async () => {
    const { port } = await start(startStalledListener('127.0.0.1'));
    const told = await deliverTo(port, { 'mail.shop.test': [['A', '127.0.0.1']] });
    expect(told).toMatchObject({
      end: SmtpStageKind.CONNECT,
      status: CheckStatus.FAIL,
      codes: [FindingCode.SMTP_CONNECTION_TIMED_OUT],
      attempts: ['127.0.0.1 TIMED_OUT'],
    });
  });

  it('is reached by IPv4 when nobody knows whether it has IPv6', async () => {
    const { port } = await start(startSmtpServer());
    const told = await deliverTo(port, {
      'mail.shop.test': [
        ['A', '127.0.0.1'],
        ['AAAA', 'SERVFAIL'],
      ],
    });
    expect(told).toMatchObject({
      ...accepted,
      status: CheckStatus.WARN,
      codes: [FindingCode.DNS_SERVER_FAILURE],
      attempts: ['127.0.0.1 CONNECTED'],
    });
  });

  it.each<[string, Zone, CheckStatus, FindingCode]>([
    ['does not exist', {}, CheckStatus.FAIL, FindingCode.SMTP_HOST_WITHOUT_ADDRESS],
    [
      'has only text',
      { 'mail.shop.test': [['TXT', 'a']] },
      CheckStatus.FAIL,
      FindingCode.SMTP_HOST_WITHOUT_ADDRESS,
    ],
    [
      'cannot be looked up',
      { 'mail.shop.test': ['SERVFAIL'] },
      CheckStatus.ERROR,
      FindingCode.DNS_SERVER_FAILURE,
    ],
  ])('is looked for no further when it %s', async (_, zone, status, code) => {
    const server = await start(startSmtpServer());
    const told = await deliverTo(server.port, zone);
    expect(told).toMatchObject({ end: SmtpStageKind.RESOLVE, status, codes: [code], attempts: [] });
    expect(server.records).toEqual([]);
  });
});
