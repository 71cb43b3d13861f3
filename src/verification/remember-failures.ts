import type { DnsFailed, RecordType, Resolve } from './dns/dns-answer.js';

/** A question that had no answer. */
export interface FailedQuestion {
  failed: DnsFailed;
  host: string;
  recordType: RecordType;
}

/** The same `resolve`, and each question that it could not answer, once. */
export function rememberFailures(resolve: Resolve): { resolve: Resolve; failures: () => FailedQuestion[] } {
  const failures = new Map<string, FailedQuestion>();
  return {
    resolve: async (host, recordType) => {
      const answer = await resolve(host, recordType);
      if (answer.failure !== null)
        failures.set(`${recordType} ${host}`, { failed: answer, host, recordType });
      return answer;
    },
    failures: () => [...failures.values()],
  };
}
