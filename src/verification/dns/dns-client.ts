import { setMaxListeners } from 'node:events';
import { askInTurn } from './ask-in-turn.js';
import { askResolver } from './ask-resolver.js';
import type { DnsAnswer, RecordType } from './dns-answer.js';
import { deadlineReached } from './dns-failed.js';
import { wireNameFrom } from './domain-name.js';
import { Places } from './places.js';
import type { Question } from './query.js';
import type { ResolverAddress } from './resolver-address.js';

export interface DnsClientOptions {
  /** At least one, in the order in which they are asked. */
  servers: readonly ResolverAddress[];
  /** Questions that are on their way at a time; more of them wait for a place. */
  maxInFlight?: number;
  /** For one question with its second try and TCP, from when it has its place. */
  questionMilliseconds?: number;
}

export interface DnsClient {
  /**
   * Asks one question, once more if need be. Never rejects. Aliases are followed as far as the answer tells them.
   * @param signal ends the wait, also that for a place: the answer is `DEADLINE` then
   */
  ask<Type extends RecordType>(name: string, type: Type, signal?: AbortSignal): Promise<DnsAnswer<Type>>;
  /** Ends all questions that are on their way, and asks no more. */
  stop(): void;
}

/** One for each thread: what it bounds is bounded for all together that ask in it. */
export function createDnsClient(options: DnsClientOptions): DnsClient {
  const { servers, maxInFlight = 64, questionMilliseconds = 2000 } = options;
  const places = new Places(maxInFlight);
  const underWay = new Set<AbortController>();
  let isStopped = false;

  async function ask(question: Question, signal: AbortSignal | undefined): Promise<DnsAnswer> {
    if (wireNameFrom(question.name) === null)
      return { failure: null, nameExists: false, records: [], chain: [] };
    if (isStopped || signal?.aborted) return deadlineReached;
    // Every question of a run listens to the deadline of the run.
    if (signal) setMaxListeners(0, signal);
    const over = new AbortController();
    const abort = () => over.abort();
    signal?.addEventListener('abort', abort);
    underWay.add(over);
    try {
      return await places.within(over.signal, () =>
        askInTurn(
          servers,
          (server, end) => askResolver(server, question, end),
          questionMilliseconds,
          over.signal,
        ),
      );
    } catch (error) {
      if (over.signal.aborted) return deadlineReached;
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      underWay.delete(over);
    }
  }

  return {
    // The records of an answer are of the type that was asked for.
    ask: <Type extends RecordType>(name: string, type: Type, signal?: AbortSignal) =>
      ask({ name, type }, signal) as Promise<DnsAnswer<Type>>,
    stop: () => {
      isStopped = true;
      for (const over of underWay) over.abort();
    },
  };
}
