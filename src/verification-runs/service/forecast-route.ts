import { type Caller, callerId } from '../../caller/caller.js';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { expectationsFor } from '../../delivery-servers/expectations-for.js';
import type { MailRoute } from '../../delivery-servers/mail-route.js';
import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import { createSharedLimit } from '../../scheduling/shared-limit.js';
import { type DmarcForecast, DmarcResult } from '../../verification/dmarc/dmarc-forecast.js';
import type { DnsExpectations } from '../../verification/expectations.js';
import type { DnsJudge } from '../../verification/thread/dns-judge.js';
import { DnsThreadEnded } from '../../verification/thread/dns-thread.js';

export type ForecastRoute = (
  server: DeliveryServer,
  route: Pick<MailRoute, 'mailFrom' | 'from'>,
  caller: Pick<Caller, 'kind' | 'rowId'>,
) => Promise<DmarcForecast | null>;

/** Of each credential. The route itself is known at once, and nobody should wait long for what may become of it. */
const limits = { running: 8, waiting: 100, milliseconds: 4_000 };
/** Of all credentials. */
const maxRunning = 16;

const unknownToday: DmarcForecast = {
  result: DmarcResult.TEMPERROR,
  alignedBySpf: false,
  alignedByDkim: false,
  policyApplied: null,
};

/**
 * Makes what forecasts whether mail on a route passes DMARC. Null when it is not known which addresses the mail has, or
 * from where and with which keys it is sent.
 * @param defaults what is expected of every server that says nothing else
 */
export function createForecastRoute(
  dnsJudge: Pick<DnsJudge, 'forecast'>,
  defaults: DnsExpectations,
): ForecastRoute {
  const limitConcurrency = createSharedLimit(limits, maxRunning);
  return async (server, { mailFrom: bounces, from }, caller) => {
    const mailFrom = bounces?.address ?? bounces?.domain ?? null;
    const fromDomain = from?.domain ?? null;
    if (mailFrom === null || fromDomain === null) return null;
    const expectations = expectationsFor(server, defaults);
    const mail = { fromDomain, mailFrom, expectations, smtpHost: server.smtp.host };
    try {
      return await limitConcurrency(callerId(caller), (milliseconds) =>
        withDeadline(dnsJudge.forecast(mail, milliseconds), milliseconds),
      );
    } catch (error) {
      if (error instanceof DeadlineError || error instanceof DnsThreadEnded) return unknownToday;
      throw error;
    }
  };
}
