import type { CheckResult } from '../check-result.js';
import type { DnsCheckKind } from '../checks/dns-checks.js';
import type { DmarcForecast } from '../dmarc/dmarc-forecast.js';
import type { VerificationSubject } from '../expectations.js';
import type { ExpectedMail } from '../expected-mail.js';
import { DnsThread, DnsThreadEnded, type DnsThreadOptions } from './dns-thread.js';
import type { Task } from './messages.js';

/**
 * Judges what stands in DNS. What is not done rejects: with its fault, or with `DnsThreadEnded`. Questions end a second before the
 * time is over, so a result is later only when the thread has too much to do, or hangs.
 */
export interface DnsJudge {
  /**
   * Begins checks that ask each question once. Those whose questions have ended tell what they found.
   * @param signal ends the questions when nobody waits any more
   */
  check(
    kinds: readonly DnsCheckKind[],
    subject: VerificationSubject,
    milliseconds: number,
    signal?: AbortSignal,
  ): BegunCheck[];
  /** What DMARC will make of mail, before it is sent; null when nobody said enough to tell. */
  forecast(mail: ExpectedMail, milliseconds: number): Promise<DmarcForecast | null>;
  stop(): Promise<void>;
}

export interface BegunCheck {
  kind: DnsCheckKind;
  result: Promise<CheckResult>;
}

interface DnsJudgeOptions extends DnsThreadOptions {
  /** Is told why a thread has ended that nobody stopped, or could not begin. */
  report(error: unknown): void;
}

/** Judges in a thread, which begins when there is something to do, and again after it has ended. */
export function createDnsJudge({ report, ...options }: DnsJudgeOptions): DnsJudge {
  let thread: DnsThread | null = null;
  let isStopped = false;

  function startThread(): DnsThread {
    const started: DnsThread = new DnsThread(options, (reason) => {
      if (thread === started) thread = null;
      if (reason !== null) report(reason);
    });
    return started;
  }

  const refuse = (tasks: readonly Task[]) =>
    tasks.map(async () => {
      throw new DnsThreadEnded();
    });

  function perform(tasks: readonly Task[], milliseconds: number, signal?: AbortSignal): Promise<unknown>[] {
    if (isStopped) return refuse(tasks);
    try {
      thread ??= startThread();
    } catch (error) {
      report(error);
      return refuse(tasks);
    }
    return thread.perform(tasks, milliseconds, signal);
  }

  return {
    check(kinds, subject, milliseconds, signal) {
      const tasks = kinds.map((check) => ({ check, subject }));
      const results = perform(tasks, milliseconds, signal) as Promise<CheckResult>[];
      return results.map((result, place) => ({ kind: kinds[place] as DnsCheckKind, result }));
    },
    async forecast(mail, milliseconds) {
      const [forecast] = perform([{ forecast: mail }], milliseconds);
      return (await forecast) as DmarcForecast | null;
    },
    async stop() {
      isStopped = true;
      await thread?.stop();
    },
  };
}
