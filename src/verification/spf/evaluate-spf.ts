import type { DnsFound, Resolve } from '../dns/dns-answer.js';
import { isWithin } from './domain-name.js';
import { type DomainSpec, hasMacro } from './domain-spec.js';
import { expandDomainSpec, type SpfMacroValues } from './expand-domain-spec.js';
import { type FindSpfRecord, spfRecordFinder } from './find-spf-record.js';
import { isInNetwork } from './ip-address.js';
import { SpfResult } from './spf-evaluation.js';
import { lastOf, maxVoidLookups, SpfLookups, type SpfPath, stop } from './spf-lookups.js';
import {
  brokenTermsOf,
  effectiveRedirectOf,
  mechanismsOf,
  type SpfMechanism,
  type SpfQualifier,
} from './spf-record.js';
import { SpfStop, type SpfTrace } from './spf-trace.js';
import { preferredName } from './validated-names.js';

/** RFC 7208, section 4.6.4. */
const maxMxHosts = 10;

export interface SpfOptions {
  /** Shared by evaluations that read the same records. */
  findRecord?: FindSpfRecord;
  maxVoidLookups?: number;
}

/**
 * Whether mail may come from an address, by RFC 7208: its `check_host()`, with the way it went.
 * @param question `domain` is that of the sender at the beginning
 */
export async function evaluateSpf(
  question: SpfMacroValues,
  resolve: Resolve,
  options: SpfOptions = {},
): Promise<SpfTrace> {
  const lookups = new SpfLookups(resolve, options.maxVoidLookups ?? maxVoidLookups);
  const findRecord = options.findRecord ?? spfRecordFinder(resolve);
  const evaluation = new Evaluation(question, lookups, findRecord);
  try {
    return { ...(await evaluation.checkHost(question.domain, [])), problem: null, ...lookups.counts };
  } catch (error) {
    if (!(error instanceof SpfStop)) throw error;
    const { problem, path } = error;
    const result = problem.kind === 'QUESTION_FAILED' ? SpfResult.TEMPERROR : SpfResult.PERMERROR;
    return { result, path, problem, ...lookups.counts };
  }
}

/** NONE means that there is no record: the caller knows what that comes to. */
interface Verdict {
  result: SpfResult;
  path: SpfPath;
}

const resultOf: Readonly<Record<SpfQualifier, SpfResult>> = {
  '+': SpfResult.PASS,
  '-': SpfResult.FAIL,
  '~': SpfResult.SOFTFAIL,
  '?': SpfResult.NEUTRAL,
};

class Evaluation {
  constructor(
    private readonly question: SpfMacroValues,
    private readonly lookups: SpfLookups,
    private readonly findRecord: FindSpfRecord,
  ) {}

  /** @param path the terms that led to this record */
  async checkHost(domain: string, path: SpfPath): Promise<Verdict> {
    const search = await this.findRecord(domain);
    switch (search.outcome) {
      case 'failed':
        return stop(
          { kind: 'QUESTION_FAILED', host: domain, recordType: 'TXT', failed: search.failed },
          path,
        );
      case 'several':
        return stop({ kind: 'SEVERAL_RECORDS', domain, texts: search.texts }, path);
      case 'none':
        return { result: SpfResult.NONE, path: [] };
      case 'found':
        break;
    }
    const { record } = search;
    const [broken] = brokenTermsOf(record);
    if (broken) stop({ kind: 'BROKEN_TERM', domain, term: broken }, [...path, { domain, term: broken.text }]);
    for (const mechanism of mechanismsOf(record)) {
      const decided = await this.match(mechanism, domain, [...path, { domain, term: mechanism.text }]);
      if (decided) return { result: resultOf[mechanism.qualifier], path: decided };
    }
    const redirect = effectiveRedirectOf(record);
    if (redirect === null) return { result: SpfResult.NEUTRAL, path: [] };
    return this.follow(redirect.value, domain, [...path, { domain, term: redirect.text }]);
  }

  /** The verdict of the record that an include or redirect names; that there has to be one. */
  private async follow(spec: DomainSpec, domain: string, path: SpfPath): Promise<Verdict> {
    this.lookups.countTerm(path);
    const target = await this.expand(spec, domain);
    const verdict = await this.checkHost(target, path);
    if (verdict.result === SpfResult.NONE) {
      stop({ kind: 'TARGET_WITHOUT_RECORD', ...lastOf(path), target }, path);
    }
    return verdict;
  }

  /** The path of what decided, or null when the mechanism does not match. */
  private async match(mechanism: SpfMechanism, domain: string, path: SpfPath): Promise<SpfPath | null> {
    const { address } = this.question;
    if ('target' in mechanism && mechanism.target && this.isUnmatchable(mechanism.target)) return null;
    switch (mechanism.name) {
      case 'all':
        return path;
      case 'include': {
        const verdict = await this.follow(mechanism.target, domain, path);
        return verdict.result === SpfResult.PASS ? verdict.path : null;
      }
      case 'ip4':
      case 'ip6':
        return isInNetwork(address, mechanism.network, mechanism.prefixLength) ? path : null;
      case 'exists': {
        const name = await this.countedName(mechanism.target, domain, path);
        const { records } = await this.lookups.askForTerm(name, 'A', path);
        return records.length > 0 ? path : null;
      }
      case 'a':
      case 'mx': {
        const name = await this.countedName(mechanism.target, domain, path);
        const length = address.family === 'ipv4' ? mechanism.prefixLength4 : mechanism.prefixLength6;
        const isMatch =
          mechanism.name === 'a'
            ? isAmong(this.question, await this.lookups.askForTerm(name, this.addressType, path), length)
            : await this.matchesMx(name, length, path);
        return isMatch ? path : null;
      }
      case 'ptr': {
        const name = await this.countedName(mechanism.target, domain, path);
        const names = await this.lookups.namesForTerm(address, path);
        return names.some((each) => isWithin(each, name)) ? path : null;
      }
    }
  }

  private async matchesMx(name: string, prefixLength: number, path: SpfPath): Promise<boolean> {
    const { records } = await this.lookups.askForTerm(name, 'MX', path);
    if (records.length > maxMxHosts) {
      stop({ kind: 'TOO_MANY_MX_HOSTS', ...lastOf(path), host: name, count: records.length }, path);
    }
    const hosts = records.toSorted((one, other) => one.preference - other.preference);
    for (const { exchange } of hosts) {
      const found = await this.lookups.ask(exchange, this.addressType, path);
      if (isAmong(this.question, found, prefixLength)) return true;
    }
    return false;
  }

  private get addressType(): 'A' | 'AAAA' {
    return this.question.address.family === 'ipv4' ? 'A' : 'AAAA';
  }

  private async countedName(spec: DomainSpec | null, domain: string, path: SpfPath): Promise<string> {
    this.lookups.countTerm(path);
    return spec === null ? domain : await this.expand(spec, domain);
  }

  private expand(spec: DomainSpec, domain: string): Promise<string> {
    return expandDomainSpec(spec, { ...this.question, domain }, async () =>
      preferredName((await this.lookups.validatedNames(this.question.address)).names, domain),
    );
  }

  /** A local part that is not ASCII can be part of no name, so such terms match nothing (RFC 8616, section 4). */
  private isUnmatchable(spec: DomainSpec): boolean {
    const { sender } = this.question;
    return hasMacro(spec, 'ls') && /[^\0-\x7f]/.test(sender.slice(0, sender.lastIndexOf('@')));
  }
}

function isAmong({ address }: SpfMacroValues, found: DnsFound<'A' | 'AAAA'>, prefixLength: number): boolean {
  return found.records.some((record) => isInNetwork(address, record.address, prefixLength));
}
