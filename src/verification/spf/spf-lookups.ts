import type { DnsFound, RecordType, Resolve } from '../dns/dns-answer.js';
import { isHostName } from './domain-name.js';
import { type IpAddress, reverseName } from './ip-address.js';
import type { SpfStep } from './spf-evaluation.js';
import { type SpfFailedQuestion, type SpfProblem, SpfStop, type SpfVoidLookup } from './spf-trace.js';
import { type ValidatedNames, validatedNamesOf } from './validated-names.js';

/** RFC 7208, section 4.6.4. */
export const maxLookups = 10;
export const maxVoidLookups = 2;

/** The terms that lead to a record, and the one in it that is being looked at. */
export type SpfPath = readonly SpfStep[];

/** The questions of one evaluation, counted; ends it when there are too many, or one has no answer. */
export class SpfLookups {
  private lookups = 0;
  private readonly voids: SpfVoidLookup[] = [];
  private readonly ignoredFailures: SpfFailedQuestion[] = [];

  constructor(
    private readonly resolve: Resolve,
    private readonly maxVoidLookups: number,
  ) {}

  get counts() {
    const { lookups, voids, ignoredFailures } = this;
    return { lookups, voidLookups: voids.length, voids, ignoredFailures };
  }

  /** Counts a term that causes a question. */
  countTerm(path: SpfPath): void {
    if (this.lookups === maxLookups) stop({ kind: 'TOO_MANY_LOOKUPS', ...lastOf(path) }, path);
    this.lookups++;
  }

  /** Asks the question of a term, which is void when nothing is found; those about hosts of an `mx` are not. */
  async askForTerm<Type extends RecordType>(name: string, type: Type, path: SpfPath) {
    const found = await this.ask(name, type, path);
    if (found.records.length === 0) this.countVoid({ path, host: name, nameExists: found.nameExists });
    return found;
  }

  async ask<Type extends RecordType>(name: string, type: Type, path: SpfPath): Promise<DnsFound<Type>> {
    if (!isHostName(name)) return { failure: null, nameExists: false, records: [], chain: [] };
    const answer = await this.resolve(name, type);
    if (answer.failure === null) return answer;
    return stop({ kind: 'QUESTION_FAILED', host: name, recordType: type, failed: answer }, path);
  }

  /** The names of an address that a `ptr` is about. */
  async namesForTerm(address: IpAddress, path: SpfPath): Promise<readonly string[]> {
    const { names, isVoid } = await this.validatedNames(address);
    if (isVoid) this.countVoid({ path, host: reverseName(address), nameExists: false });
    return names;
  }

  async validatedNames(address: IpAddress): Promise<ValidatedNames> {
    const found = await validatedNamesOf(address, this.resolve);
    this.ignoredFailures.push(...found.failures);
    return found;
  }

  private countVoid(lookup: SpfVoidLookup): void {
    this.voids.push(lookup);
    if (this.voids.length > this.maxVoidLookups) {
      stop({ kind: 'TOO_MANY_VOID_LOOKUPS', ...lastOf(lookup.path) }, lookup.path);
    }
  }
}

export function lastOf(path: SpfPath): SpfStep {
  const last = path.at(-1);
  if (last === undefined) throw new Error('A term has a path, which ends in itself.');
  return last;
}

export function stop(problem: SpfProblem, path: SpfPath): never {
  throw new SpfStop(problem, path);
}
