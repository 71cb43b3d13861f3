import { describe, expect, it } from 'vitest';
import {
  arrivalFindings,
  notArrivedFinding,
} from '../../../src/verification/checks/arrival/arrival-findings.js';
import type { DeliveryArrival, MessageAuthentication } from '../../../src/verification/delivery-arrival.js';
import { DkimResult } from '../../../src/verification/dkim/verified-signature.js';
import { DmarcPolicy, DmarcResult } from '../../../src/verification/dmarc/dmarc-forecast.js';
import { SpfResult } from '../../../src/verification/spf/spf-evaluation.js';

const signature = { domain: 'shop.test', selector: 's1', algorithm: 'rsa-sha256' };
const passed = { ...signature, result: DkimResult.PASS, reason: null };
const dmarc = {
  result: DmarcResult.PASS,
  alignedBySpf: true,
  alignedByDkim: true,
  policyApplied: DmarcPolicy.REJECT,
};
const dmarcFailed = { ...dmarc, result: DmarcResult.FAIL, alignedBySpf: false, alignedByDkim: false };

function arrival(
  authentication: Partial<MessageAuthentication> = {},
  more: Partial<DeliveryArrival> = {},
): DeliveryArrival {
  return {
    arrivedAt: new Date('2026-11-29T12:00:00Z'),
    afterMilliseconds: 1_240,
    address: '192.0.2.25',
    helo: 'mail.shop.test',
    tlsProtocol: 'TLSv1.3',
    tlsCipher: 'TLS_AES_256_GCM_SHA384',
    authentication: {
      mailFrom: 'test@bounces.shop.test',
      from: 'news@shop.test',
      spf: { domain: 'bounces.shop.test', result: SpfResult.PASS },
      dkim: [passed],
      dmarc,
      ...authentication,
    },
    ...more,
  };
}

const known = { sendingAddresses: ['192.0.2.0/24'], isPublic: true };

/** Without that of the arrival itself. */
function told(found: DeliveryArrival, context = known): string[] {
  const findings = arrivalFindings(found, context).map(({ severity, code }) => `${severity} ${code}`);
  expect(findings.shift()).toBe('INFO DELIVERY_ARRIVED');
  return findings;
}

describe('the findings of a message that arrived', () => {
  it('say when, from where and over which TLS it came, and nothing else when all is well', () => {
    expect(arrivalFindings(arrival(), known).map(({ message }) => message)).toEqual([
      'The message came back to the gateway 1.2 seconds after the server had accepted it, from 192.0.2.25 and over TLSv1.3.',
    ]);
    expect(arrivalFindings(arrival({}, { tlsProtocol: null }), known)[0]?.message).toContain('without TLS');
  });

  it.each<[string, Partial<MessageAuthentication>, string[]]>([
    ['DMARC fails and asks to refuse', { dmarc: dmarcFailed }, ['FAIL DELIVERY_DMARC_FAILED']],
    [
      'DMARC fails and asks for nothing',
      { dmarc: { ...dmarcFailed, policyApplied: DmarcPolicy.NONE } },
      ['WARN DELIVERY_DMARC_FAILED'],
    ],
    ['nobody is the author', { from: null, dmarc: null }, ['FAIL DELIVERY_DMARC_FAILED']],
    ['there is no policy', { dmarc: { ...dmarcFailed, result: DmarcResult.NONE, policyApplied: null } }, []],
    ['nobody has signed', { dkim: [] }, ['WARN DELIVERY_NOT_SIGNED']],
    [
      'one of two signatures fails',
      { dkim: [passed, { ...signature, result: DkimResult.FAIL, reason: 'The body is another.' }] },
      ['WARN DELIVERY_DKIM_FAILED'],
    ],
    [
      'SPF fails and DMARC passes',
      { spf: { domain: 'shop.test', result: SpfResult.FAIL } },
      ['WARN DELIVERY_SPF_FAILED'],
    ],
    [
      'SPF and DMARC fail',
      { spf: { domain: 'shop.test', result: SpfResult.FAIL }, dmarc: dmarcFailed },
      ['FAIL DELIVERY_DMARC_FAILED', 'FAIL DELIVERY_SPF_FAILED'],
    ],
    ...[SpfResult.NONE, SpfResult.NEUTRAL, SpfResult.SOFTFAIL, SpfResult.PERMERROR].map(
      (result): [string, Partial<MessageAuthentication>, string[]] => [
        `SPF is ${result}`,
        { spf: { domain: 'shop.test', result } },
        ['WARN DELIVERY_SPF_FAILED'],
      ],
    ),
    [
      'DNS does not answer',
      {
        spf: { domain: 'shop.test', result: SpfResult.TEMPERROR },
        dkim: [{ ...signature, result: DkimResult.TEMPERROR, reason: 'The key could not be looked up.' }],
      },
      ['WARN DELIVERY_AUTHENTICATION_UNKNOWN'],
    ],
  ])('are these when %s', (_, authentication, expected) => {
    expect(told(arrival(authentication))).toEqual(expected);
  });

  it('suggest the address as a sending address, unless it is one', () => {
    expect(told(arrival(), { ...known, sendingAddresses: [] })).toEqual(['INFO DELIVERY_SENDING_ADDRESS']);
    expect(told(arrival(), { ...known, sendingAddresses: ['nonsense', '192.0.2.25'] })).toEqual([]);
    expect(
      told(arrival({}, { address: '2001:db8:25::7' }), { ...known, sendingAddresses: ['2001:db8:25::/64'] }),
    ).toEqual([]);
  });

  it('suggest nothing, and make nothing of SPF, when it came from inside', () => {
    const inside = arrival({ spf: { domain: 'shop.test', result: SpfResult.FAIL } }, { address: '10.0.0.7' });
    expect(told(inside, { sendingAddresses: [], isPublic: false })).toEqual(['INFO DELIVERY_SPF_FAILED']);
  });

  it('say that it did not arrive, and how long was waited', () => {
    expect(notArrivedFinding(20)).toMatchObject({
      severity: 'WARN',
      code: 'DELIVERY_NOT_ARRIVED',
      message: expect.stringContaining('within 20 seconds'),
    });
  });
});
