import { type DnsAnswer, type DnsFailed, DnsFailure } from './dns-answer.js';
import { timedOut } from './dns-failed.js';
import type { ResolverAddress } from './resolver-address.js';

/** Asks one resolver, and waits until the signal aborts; it throws then. */
export type AskOne = (server: ResolverAddress, signal: AbortSignal) => Promise<DnsAnswer>;

const tries = 2;

/** Nobody sees it, and to make the usual reason of an abort, with its stack, takes as long as to send a question. */
const questionOver = new Error('The question is over.');

/**
 * Asks resolvers in turn, each of them twice. The next one is asked as soon as one fails, or is silent for its share of
 * the time; who was asked before may still answer. A resolver that has failed is not asked again.
 * @returns the first answer; when there is none, the failure that says most
 * @throws the reason of the signal
 */
export function askInTurn(
  servers: readonly ResolverAddress[],
  ask: AskOne,
  milliseconds: number,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  let waiting = Array.from({ length: tries }, () => servers).flat();
  const failures = new Map<ResolverAddress, DnsFailed>();
  const over = new AbortController();

  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearInterval(turns);
      clearTimeout(timeout);
      signal.removeEventListener('abort', abort);
      settle();
      over.abort(questionOver);
    };
    const abort = () => end(() => reject(signal.reason));
    const note = (server: ResolverAddress, answer: DnsAnswer) => {
      if (over.signal.aborted) return;
      if (answer.failure === null) return end(() => resolve(answer));
      failures.set(server, answer);
      waiting = waiting.filter((other) => other !== server);
      if (failures.size === servers.length) return end(() => resolve(mostTelling([...failures.values()])));
      askNext();
    };
    const askNext = () => {
      const server = waiting.shift();
      if (server)
        ask(server, over.signal).then(
          (answer) => note(server, answer),
          (error) => {
            if (!over.signal.aborted) end(() => reject(error));
          },
        );
    };
    const timeout = setTimeout(() => {
      const silent = servers.filter((server) => !failures.has(server));
      end(() => resolve(mostTelling([...failures.values(), timedOut(silent, milliseconds)])));
    }, milliseconds);
    const turns = setInterval(askNext, milliseconds / waiting.length);
    signal.addEventListener('abort', abort);
    askNext();
  });
}

/** One who answered, even if by a failure, says more than one who did not. */
function mostTelling(failures: readonly DnsFailed[]): DnsFailed {
  const weight = ({ failure }: DnsFailed) =>
    failure === DnsFailure.UNREACHABLE ? 0 : failure === DnsFailure.TIMEOUT ? 1 : 2;
  return failures.reduce((most, next) => (weight(next) > weight(most) ? next : most));
}
