import { type DnsAnswer, DnsFailure, type RecordType, type Resolve } from './dns-answer.js';
import type { DnsClient } from './dns-client.js';
import { dnsFailed } from './dns-failed.js';
import { nameKey } from './domain-name.js';
import { followAliases } from './follow-aliases.js';

export interface RunResolveOptions {
  maxQuestions?: number;
  /** Aborts at the deadline of the run. */
  signal: AbortSignal;
}

/** The questions of one run: each is asked once, also while it is on its way, and there are only so many. */
export function createRunResolve(client: Pick<DnsClient, 'ask'>, options: RunResolveOptions): Resolve {
  const { maxQuestions = 200, signal } = options;
  const answers = new Map<string, Promise<DnsAnswer>>();
  const tooManyQuestions = dnsFailed(
    DnsFailure.TOO_MANY_QUESTIONS,
    `One measurement asks at most ${maxQuestions} questions.`,
  );

  async function ask<Type extends RecordType>(name: string, type: Type): Promise<DnsAnswer<Type>> {
    const key = `${type} ${nameKey(name)}`;
    let answer = answers.get(key);
    if (!answer) {
      if (answers.size >= maxQuestions) return tooManyQuestions;
      answer = client.ask(name, type, signal);
      answers.set(key, answer);
    }
    return (await answer) as DnsAnswer<Type>;
  }
  return followAliases(ask);
}
