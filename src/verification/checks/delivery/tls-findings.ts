import { FindingSeverity } from '../../check.js';
import type { Finding } from '../../finding.js';
import { FindingCode } from '../../finding-code.js';
import { type SmtpTls, TlsFault } from '../../smtp/smtp-tls.js';
import { type DeliveryCase, deliveryFinding } from './delivery-finding.js';

/** In days. Certificates are commonly renewed 30 days before they expire, so somebody has missed it. */
const soon = 21;

/** Every fault of the TLS, and a certificate that expires soon. */
export function tlsFindings(delivered: DeliveryCase): Finding[] {
  const { tls, host } = delivered.delivery;
  if (tls === null) return [];
  const faults = tls.faults.map((fault) => {
    const { severity = FindingSeverity.FAIL, says, hint, expected, observed } = texts[fault](tls, host);
    return deliveryFinding(delivered, {
      severity,
      code: FindingCode[`TLS_${fault}`],
      says: severity === FindingSeverity.FAIL ? `${says} No password and no message was sent.` : says,
      hint,
      expected,
      observed,
    });
  });
  const expiresSoon = tls.daysLeft !== null && tls.daysLeft >= 0 && tls.daysLeft < soon;
  return expiresSoon && tls.faults.every((fault) => fault !== TlsFault.CERTIFICATE_EXPIRED)
    ? [...faults, expiryFinding(delivered, tls)]
    : faults;
}

interface FaultText {
  /** FAIL if absent. */
  severity?: FindingSeverity;
  says: string;
  hint: string;
  expected: readonly string[];
  observed: readonly string[];
}

const renew = 'Whoever runs the server has to renew the certificate.';

const texts: Readonly<Record<TlsFault, (tls: SmtpTls, host: string) => FaultText>> = {
  [TlsFault.CERTIFICATE_EXPIRED]: (tls) => ({
    says: `has a certificate that expired${dated(tls.validTo)}.`,
    hint: renew,
    expected: ['a certificate that is valid now'],
    observed: validity(tls),
  }),
  [TlsFault.CERTIFICATE_NOT_YET_VALID]: (tls) => ({
    says: `has a certificate that is not valid yet${dated(tls.validFrom)}.`,
    hint: `${renew} If the date is in the past, look at the clock of the gateway.`,
    expected: ['a certificate that is valid now'],
    observed: validity(tls),
  }),
  [TlsFault.CERTIFICATE_SELF_SIGNED]: (tls) => ({
    says: 'has a certificate that it has signed itself, which anybody on the way could show as well.',
    hint: 'Whoever runs the server has to get a certificate of an authority. Of an authority of your own, have the gateway trust it (NODE_EXTRA_CA_CERTS).',
    expected: ['a certificate of an authority that is trusted'],
    observed: issuer(tls),
  }),
  [TlsFault.CERTIFICATE_ISSUER_UNKNOWN]: (tls) => ({
    says: 'has a certificate whose chain leads to no authority that is trusted.',
    hint: 'Often the server does not send the intermediate certificate with its own: whoever runs it has to add it. Of an authority of your own, have the gateway trust it (NODE_EXTRA_CA_CERTS).',
    expected: ['a certificate of an authority that is trusted'],
    observed: issuer(tls),
  }),
  [TlsFault.CERTIFICATE_NAME_DIFFERS]: ({ names }, host) => ({
    says: 'has a certificate for other names.',
    hint: 'Set the host to one of those names if that is the server you mean. If not, the connection ends somewhere else: some hosting providers take over connections to ports of mail.',
    expected: [host],
    observed: names,
  }),
  [TlsFault.CERTIFICATE_REJECTED]: (tls) => ({
    says: 'has a certificate that is refused, as its key or its signature is too weak or it is not for servers.',
    hint: renew,
    expected: ['a certificate with an RSA key of 2048 bits or an ECDSA key, signed with SHA-256'],
    observed: issuer(tls),
  }),
  [TlsFault.PROTOCOL_OLD]: ({ protocol }) => ({
    says: 'speaks only a version of TLS that must not be used any more (RFC 8996), and that most senders refuse.',
    hint: 'Whoever runs the server has to update it.',
    expected: ['TLSv1.2', 'TLSv1.3'],
    observed: protocol === null ? [] : [protocol],
  }),
  [TlsFault.CIPHER_WEAK]: ({ cipher }) => ({
    severity: FindingSeverity.WARN,
    says: 'chose a weak cipher.',
    hint: 'Whoever runs the server has to allow better ones, such as AES-GCM.',
    expected: [],
    observed: cipher === null ? [] : [cipher],
  }),
};

function expiryFinding(delivered: DeliveryCase, tls: SmtpTls): Finding {
  const { daysLeft } = tls;
  return deliveryFinding(delivered, {
    severity: FindingSeverity.WARN,
    code: FindingCode.TLS_CERTIFICATE_EXPIRES_SOON,
    says: `has a certificate that expires ${daysLeft === 0 ? 'within a day' : `in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`}${dated(tls.validTo)}.`,
    hint: `${renew} From then on mail is not sent any more.`,
    expected: [`at least ${soon} days`],
    observed: validity(tls),
  });
}

function dated(date: Date | null): string {
  return date === null ? '' : ` (${date.toISOString().slice(0, 10)})`;
}

function validity({ validFrom, validTo }: SmtpTls): string[] {
  return validFrom === null || validTo === null
    ? []
    : [`${validFrom.toISOString()} to ${validTo.toISOString()}`];
}

function issuer(tls: SmtpTls): string[] {
  return tls.issuer === null ? [] : [tls.issuer];
}
