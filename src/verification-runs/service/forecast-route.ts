import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import { expectationsFor } from '../../delivery-servers/expectations-for.js';
import type { MailRoute } from '../../delivery-servers/mail-route.js';
import { createConcurrencyLimit } from '../../scheduling/concurrency-limit.js';
import { DeadlineError, withDeadline } from '../../scheduling/deadline.js';
import { forecastFor } from '../../verification/checks/check-dmarc.js';
import { type DmarcForecast, DmarcResult } from '../../verification/dmarc/dmarc-forecast.js';
import type { DnsExpectations } from '../../verification/expectations.js';
import { type CreateResolve, withResolve } from './with-resolve.js';

export type ForecastRoute = (
  server: DeliveryServer,
  route: Pick<MailRoute, 'mailFrom' | 'from'>,
) => Promise<DmarcForecast | null>;

/** The route itself is known at once, and nobody should wait long for what may become of it. */
const limits = { running: 16, waiting: 100, milliseconds: 4_000 };

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
export function createForecastRoute(createResolve: CreateResolve, defaults: DnsExpectations): ForecastRoute {
  const limitConcurrency = createConcurrencyLimit(limits);
  return async (server, { mailFrom: bounces, from }) => {
    const mailFrom = bounces?.address ?? bounces?.domain ?? null;
    const fromDomain = from?.domain ?? null;
    if (mailFrom === null || fromDomain === null) return null;
    const expectations = expectationsFor(server, defaults);
    const mail = { fromDomain, mailFrom, expectations, smtpHost: server.smtp.host };
    try {
      return await limitConcurrency('', (milliseconds) =>
        withResolve(createResolve, milliseconds, (resolve) =>
          withDeadline(forecastFor(mail, resolve), milliseconds),
        ),
      );
    } catch (error) {
      if (error instanceof DeadlineError) return unknownToday;
      throw error;
    }
  };
}
