import type { MessageAuthentication, SpfOutcome } from '../../delivery-arrival.js';
import { readMessage } from '../../dkim/received-message.js';
import { DkimResult, type VerifiedSignature } from '../../dkim/verified-signature.js';
import { verifySignatures } from '../../dkim/verify-signatures.js';
import { discoverPolicy } from '../../dmarc/discover-policy.js';
import type { DmarcForecast } from '../../dmarc/dmarc-forecast.js';
import { forecastDmarc, type Identifier } from '../../dmarc/forecast-dmarc.js';
import type { Resolve } from '../../dns/dns-answer.js';
import { domainOfAddress } from '../../domain-of-address.js';
import { printableText } from '../../printable-text.js';
import { evaluateSpf } from '../../spf/evaluate-spf.js';
import { readIpAddress } from '../../spf/ip-address.js';
import { SpfResult } from '../../spf/spf-evaluation.js';
import { authorOf } from './author-of.js';

/** A message as a mail server has it, with what the sender said before it. */
export interface EnvelopedMessage {
  /** As it came, with its header. */
  octets: Buffer;
  /** Whose connection it came over. */
  address: string;
  helo: string;
  /** Empty for a message from nobody. */
  mailFrom: string;
}

/** Of an address, a name, or a sentence with a name in it. */
const maxTextLength = 500;

/** What a receiver finds out about a message: SPF of who sends it, its DKIM signatures, and DMARC of its author. */
export async function authenticateMessage(
  enveloped: EnvelopedMessage,
  resolve: Resolve,
): Promise<MessageAuthentication> {
  const message = readMessage(enveloped.octets);
  const from = authorOf(message);
  const authorDomain = from && domainOfAddress(from);
  const [spf, dkim] = await Promise.all([
    spfOf(enveloped, resolve),
    verifySignatures(message, resolve, { authorDomain }),
  ]);
  return {
    mailFrom: shown(enveloped.mailFrom),
    from: from && shown(from),
    spf: { domain: shown(spf.domain), result: spf.result },
    dkim: dkim.map(printable),
    dmarc: authorDomain === null ? null : await dmarcOf(authorDomain, spf, dkim, resolve),
  };
}

/** For a message from nobody the sender is the postmaster of the name in HELO (RFC 7208, section 2.4). */
async function spfOf({ address, helo, mailFrom }: EnvelopedMessage, resolve: Resolve): Promise<SpfOutcome> {
  const sender = mailFrom === '' ? `postmaster@${helo}` : mailFrom;
  const domain = domainOfAddress(sender);
  const from = readIpAddress(address);
  // Such as the name of a socket, or an address in brackets as HELO.
  if (from === null || !domain.includes('.')) return { domain, result: SpfResult.NONE };
  const { result } = await evaluateSpf(
    { address: from, domain, sender: octetsOf(sender), helo: octetsOf(helo) },
    resolve,
  );
  return { domain, result };
}

async function dmarcOf(
  domain: string,
  spf: SpfOutcome,
  dkim: readonly VerifiedSignature[],
  resolve: Resolve,
): Promise<DmarcForecast | null> {
  const isSpfKnown = spf.result !== SpfResult.TEMPERROR;
  const identifiers = {
    spf: { domain: spf.domain, isAuthenticated: isSpfKnown ? spf.result === SpfResult.PASS : null },
    dkim: dkim.flatMap(identifierOf),
  };
  return (await forecastDmarc(await discoverPolicy(domain, resolve), identifiers, resolve)).forecast;
}

function identifierOf({ domain, result }: VerifiedSignature): Identifier[] {
  if (domain === null) return [];
  const isAuthenticated = result === DkimResult.TEMPERROR ? null : result === DkimResult.PASS;
  return [{ domain: domainOfAddress(domain), isAuthenticated }];
}

function printable({ domain, selector, algorithm, result, reason }: VerifiedSignature): VerifiedSignature {
  const text = (octets: string | null) => octets && printableText(octets, maxTextLength);
  return {
    domain: text(domain),
    selector: text(selector),
    algorithm: text(algorithm),
    result,
    reason: text(reason),
  };
}

/** As SPF has texts: each character one octet. */
function octetsOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function shown(text: string): string {
  return printableText(octetsOf(text), maxTextLength);
}
