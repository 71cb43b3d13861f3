import { FindingSeverity } from '../../check.js';
import type { PolicyDiscovery } from '../../dmarc/discover-policy.js';
import { foreignReportDestinations } from '../../dmarc/report-authorization.js';
import type { Resolve } from '../../dns/dns-answer.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { dmarcFinding, isWithinReach, textToPublish } from './dmarc-finding.js';

/** Reports that nobody will get, because their destination does not say that it takes them. */
export async function reportFindings(discovery: PolicyDiscovery, resolve: Resolve): Promise<Finding[]> {
  const { found } = discovery;
  if (found?.record == null || !isWithinReach(found, discovery)) return [];
  const destinations = await foreignReportDestinations(found.domain, found.record, resolve);
  return destinations
    .filter(({ isAuthorized }) => isAuthorized === false)
    .map(({ host, authorization }) => {
      const [domain, elsewhere] = [printableText(found.domain), printableText(host)];
      return dmarcFinding({
        severity: FindingSeverity.WARN,
        code: FindingCode.DMARC_REPORTS_NOT_AUTHORIZED,
        message: `Reports about ${domain} are to go to ${elsewhere}, which belongs to somebody else and has not said that it takes them. Receivers will not send them there.`,
        host: authorization,
        expected: ['v=DMARC1'],
        remediation: textToPublish(
          authorization,
          'v=DMARC1',
          `Have whoever runs ${elsewhere} publish this record, or let the reports go to an address in ${domain}.`,
        ),
      });
    });
}
