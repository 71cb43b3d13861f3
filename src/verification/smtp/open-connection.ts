import { isIP, type Socket } from 'node:net';
import { type DnsFailed, DnsFailure } from '../dns/dns-answer.js';
import { type ConnectAttempt, ConnectOutcome } from '../network/connect-attempt.js';
import { connectGuarded } from '../network/connect-guarded.js';
import { type HostAddresses, lookUpHost } from '../network/look-up-host.js';
import type { DeliveryTools } from './deliver.js';
import type { Ending } from './ending.js';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';

/**
 * The addresses of a host; `tellFailure` is told of a question that had no answer, also when there are addresses.
 * @throws SmtpProblem when it has none, or nobody knows
 */
export async function resolveHost(
  host: string,
  { resolve }: Pick<DeliveryTools, 'resolve'>,
  ending: Ending,
  tellFailure: (failure: DnsFailed | null) => void,
): Promise<HostAddresses> {
  const found = await ending.within(lookUpHost(host, resolve));
  if (ending.reason === SmtpProblemKind.INTERRUPTED) throw new SmtpProblem(ending.reason);
  if (found === null) {
    tellFailure(tooLate);
    throw new SmtpProblem(SmtpProblemKind.HOST_UNKNOWN_TODAY, null, tooLate.message);
  }
  tellFailure(found.failure);
  if (found.addresses.length > 0) return found;
  throw found.failure === null
    ? new SmtpProblem(SmtpProblemKind.HOST_WITHOUT_ADDRESS)
    : new SmtpProblem(SmtpProblemKind.HOST_UNKNOWN_TODAY, null, found.failure.message);
}

const tooLate: DnsFailed = {
  failure: DnsFailure.TIMEOUT,
  message: 'No resolver answered in the time for this test.',
};

/** Tries the addresses in turn; `tellAttempts` is told of them all, also when none could be reached. */
export async function openConnection(
  { addresses, failure }: HostAddresses,
  port: number,
  { guard }: Pick<DeliveryTools, 'guard'>,
  ending: Ending,
  tellAttempts: (attempts: readonly ConnectAttempt[]) => void,
): Promise<Socket> {
  const { attempts, socket } = await connectGuarded(addresses, {
    port,
    guard,
    milliseconds: ending.millisecondsLeft,
    signal: ending.signal,
  });
  tellAttempts(attempts);
  if (socket !== null) return socket;
  if (ending.reason === SmtpProblemKind.INTERRUPTED) throw new SmtpProblem(ending.reason);
  // One of the addresses that nobody knows today may be there.
  if (failure !== null) throw new SmtpProblem(SmtpProblemKind.HOST_UNKNOWN_TODAY, null, failure.message);
  throw new SmtpProblem(kindOf(attempts));
}

/** Whoever could be asked tells more than who could not. */
const byWhatItTells = [
  [ConnectOutcome.REFUSED, SmtpProblemKind.CONNECTION_REFUSED],
  [ConnectOutcome.TIMED_OUT, SmtpProblemKind.CONNECTION_TIMED_OUT],
  [ConnectOutcome.NOT_TRIED, SmtpProblemKind.CONNECTION_TIMED_OUT],
  [ConnectOutcome.UNREACHABLE, SmtpProblemKind.NETWORK_UNREACHABLE],
] as const;

function kindOf(attempts: readonly ConnectAttempt[]): SmtpProblemKind {
  const found = byWhatItTells.find(([outcome]) => attempts.some((attempt) => attempt.outcome === outcome));
  return found?.[1] ?? SmtpProblemKind.HOST_NOT_ALLOWED;
}

/** What we are called in EHLO: the name of the machine where it is a full one, else its address (RFC 5321, section 4.1.4). */
export function ehloName(hostname: string, { localAddress = '127.0.0.1' }: Socket): string {
  if (/^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(hostname) && isIP(hostname) === 0) return hostname;
  return isIP(localAddress) === 6 ? `[IPv6:${localAddress.replace(/%.*/, '')}]` : `[${localAddress}]`;
}
