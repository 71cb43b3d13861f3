import type { CheckResult } from '../check-result.js';
import type { DnsCheckKind } from '../checks/dns-checks.js';
import type { DmarcForecast } from '../dmarc/dmarc-forecast.js';
import type { VerificationSubject } from '../expectations.js';
import type { ExpectedMail } from '../expected-mail.js';
import { DnsThread, type DnsThreadOptions } from './dns-thread.js';

/** Judges what stands in DNS. What it does not get done is rejected: a fault, or the end of its thread. */
export interface DnsJudge {
  /**
   * Begins checks that ask each question once.
   * @param signal ends the questions; a check then tells what it has found so far
   */
  check(kinds: readonly DnsCheckKind[], subject: VerificationSubject, signal: AbortSignal): BegunCheck[];
  /** What DMARC will make of mail, before it is sent; null when nobody said enough to tell. */
  forecast(mail: ExpectedMail, signal: AbortSignal): Promise<DmarcForecast | null>;
  stop(): Promise<void>;
}

interface BegunCheck {
  kind: DnsCheckKind;
  result: Promise<CheckResult>;
}

/** Judges in a thread, which begins when there is something to do, and again after it has ended. */
export function createDnsJudge(options: DnsThreadOptions): DnsJudge {
  let thread: DnsThread | null = null;
  const current = () => {
    if (thread) return thread;
    const begun: DnsThread = new DnsThread(options, () => {
      if (thread === begun) thread = null;
    });
    thread = begun;
    return begun;
  };
  return {
    check(kinds, subject, signal) {
      const tasks = kinds.map((check) => ({ check, subject }));
      const results = current().begin(tasks, signal) as Promise<CheckResult>[];
      return results.map((result, place) => ({ kind: kinds[place] as DnsCheckKind, result }));
    },
    forecast(mail, signal) {
      const [forecast] = current().begin([{ forecast: mail }], signal);
      return forecast as Promise<DmarcForecast | null>;
    },
    stop: async () => thread?.stop(),
  };
}
