import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { printableText } from '../../printable-text.js';
import { type CheckedDomain, domainFinding, wayOf } from './domain-finding.js';
import { domainPurposes } from './domain-purpose.js';
import { receivesMail } from './receives-mail.js';

/** Whether a name has an address at its end, or, where that is as good, a host that takes its mail. */
export async function checkEnd(domain: CheckedDomain): Promise<readonly Finding[]> {
  const { kind, host, found, resolve } = domain;
  const { takesMail, consequence } = domainPurposes[kind];
  if (found.failures.length > 0) return found.failures;
  if (found.addresses.length > 0) return [];
  const name = printableText(host);
  if (found.isLoop)
    return [
      domainFinding(
        domain,
        FindingCode.HOST_ALIAS_LOOP,
        'CNAME',
        `The aliases of ${name} lead in a circle: ${wayOf(domain)}. ${consequence}`,
      ),
    ];
  if (takesMail && found.exists) {
    const { isReceived, failures } = await receivesMail(host, resolve);
    if (isReceived || failures.length > 0) return failures;
  }
  const without = takesMail ? 'no address, and no host that takes its mail (MX)' : 'no address';
  const expected = takesMail ? ['an address (A or AAAA) or a mail server (MX)'] : ['an address (A or AAAA)'];
  const finding = (code: FindingCode, message: string) => [
    { ...domainFinding(domain, code, 'A', message), expected },
  ];
  if (!found.exists)
    return finding(FindingCode.HOST_NAME_MISSING, `The name ${name} does not exist in DNS. ${consequence}`);
  if (found.chain.length > 0)
    return finding(
      FindingCode.HOST_TARGET_WITHOUT_ADDRESS,
      `The name ${name} is an alias (${wayOf(domain)}), and at its end there is ${without}. ${consequence} Ask whoever runs the last of these names.`,
    );
  return finding(
    FindingCode.HOST_WITHOUT_ADDRESS,
    `The name ${name} exists in DNS, but has ${without}. ${consequence}`,
  );
}
