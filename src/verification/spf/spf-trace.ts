import type { DnsFailed, RecordType } from '../dns/dns-answer.js';
import type { SpfResult, SpfStep } from './spf-evaluation.js';
import type { SpfBrokenTerm } from './spf-record.js';

/** What an evaluation came to, and why. */
export interface SpfTrace {
  result: SpfResult;
  /** Down to the term that decided, or that broke the evaluation; empty when none did. */
  path: readonly SpfStep[];
  lookups: number;
  voidLookups: number;
  /** Terms whose question found nothing. */
  voids: readonly SpfVoidLookup[];
  /** Why the result is PERMERROR or TEMPERROR; otherwise null. */
  problem: SpfProblem | null;
  /** Questions inside of `ptr` and `%{p}` that failed, which RFC 7208 lets pass for names that do not match. */
  ignoredFailures: readonly SpfFailedQuestion[];
}

export interface SpfVoidLookup {
  /** Down to the term. */
  path: readonly SpfStep[];
  /** The name asked about, and whether it has records of another type. */
  host: string;
  nameExists: boolean;
}

export interface SpfFailedQuestion {
  host: string;
  recordType: RecordType;
  failed: DnsFailed;
}

/** What ends an evaluation. `domain` is whose record it is about, `term` the term in it. */
export type SpfProblem =
  | { kind: 'BROKEN_TERM'; domain: string; term: SpfBrokenTerm }
  | { kind: 'SEVERAL_RECORDS'; domain: string; texts: readonly string[] }
  | { kind: 'TARGET_WITHOUT_RECORD'; domain: string; term: string; target: string }
  | { kind: 'TOO_MANY_LOOKUPS'; domain: string; term: string }
  | { kind: 'TOO_MANY_VOID_LOOKUPS'; domain: string; term: string }
  | { kind: 'TOO_MANY_MX_HOSTS'; domain: string; term: string; host: string; count: number }
  | ({ kind: 'QUESTION_FAILED' } & SpfFailedQuestion);

/** Ends an evaluation from any depth: a record broken anywhere breaks that which includes it. */
export class SpfStop extends Error {
  constructor(
    readonly problem: SpfProblem,
    readonly path: readonly SpfStep[],
  ) {
    super(problem.kind);
  }
}
