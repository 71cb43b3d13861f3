import { answerSize } from './answer-size.js';
import { type DnsAnswer, DnsFailure, type RecordType, type Resolve } from './dns-answer.js';
import type { DnsClient } from './dns-client.js';
import { dnsFailed } from './dns-failed.js';
import { nameKey } from './domain-name.js';
import { followAliases } from './follow-aliases.js';

export interface RunResolveOptions {
  maxQuestions?: number;
  /** Of all answers together, as `answerSize` counts them: 16 runs of hostile domains have to fit into memory. */
  maxOctets?: number;
  /** Aborts at the deadline of the run. */
  signal: AbortSignal;
}

/** The questions of one run: each is asked once, also while it is on its way, and there are only so many. */
export function createRunResolve(client: Pick<DnsClient, 'ask'>, options: RunResolveOptions): Resolve {
  const { maxQuestions = 200, maxOctets = 1_000_000, signal } = options;
  const answers = new Map<string, Promise<DnsAnswer>>();
  let octets = 0;
  const tooManyQuestions = dnsFailed(
    DnsFailure.TOO_MANY_QUESTIONS,
    `One measurement asks at most ${maxQuestions} questions.`,
  );
  const tooMuchData = dnsFailed(
    DnsFailure.TOO_MUCH_DATA,
    `One measurement reads at most ${maxOctets / 1_000_000} MB of answers, and there were more.`,
  );

  /** Once an answer is too much, the rest is as well, so that it does not depend on luck which of them fit. */
  async function answerWithinBounds(name: string, type: RecordType): Promise<DnsAnswer> {
    if (octets > maxOctets) return tooMuchData;
    const answer = await client.ask(name, type, signal);
    octets += answerSize(answer);
    return octets > maxOctets && answer.failure === null ? tooMuchData : answer;
  }

  async function ask<Type extends RecordType>(name: string, type: Type): Promise<DnsAnswer<Type>> {
    const key = `${type} ${nameKey(name)}`;
    let answer = answers.get(key);
    if (!answer) {
      if (answers.size >= maxQuestions) return tooManyQuestions;
      answer = answerWithinBounds(name, type);
      answers.set(key, answer);
    }
    return (await answer) as DnsAnswer<Type>;
  }
  return followAliases(ask);
}
