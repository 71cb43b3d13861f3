import type { DeliveryServer } from '../delivery-servers/delivery-server.js';
import { expectationsFor } from '../delivery-servers/expectations-for.js';
import type { DnsExpectations, VerificationSubject } from '../verification/expectations.js';

/**
 * What is checked of a server.
 * @param defaults what is expected of every server that says nothing else
 */
export function subjectOf(server: DeliveryServer, defaults: DnsExpectations): VerificationSubject {
  const { mailFrom, enforcedFrom, linkTracking, openTracking } = server.domains;
  const expectations = expectationsFor(server, defaults);
  return { mailFrom, enforcedFrom, linkTracking, openTracking, smtpHost: server.smtp.host, expectations };
}
