import { setTimeout as sleep } from 'node:timers/promises';
import { inBatches } from '../../batching/in-batches.js';
import { CheckKind } from '../../verification/check.js';
import type { CheckResult } from '../../verification/check-result.js';
import type { DnsCheckKind } from '../../verification/checks/dns-checks.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import type { SmtpStage } from '../../verification/smtp/smtp-stage.js';
import { isDnsCheck } from '../requested-checks.js';
import type { ClaimedRun } from '../storage/claim-runs.js';
import type { SaveProgress } from '../storage/save-progress.js';
import { undoneResult } from '../undone-result.js';
import { subjectOf } from '../verification-subject.js';
import { beginDnsChecks, type DnsChecksParts } from './begin-dns-checks.js';
import { makeRunDelivery, type RunDeliveryParts } from './make-run-delivery.js';
import type { RunSignals } from './run-signals.js';
import { type StoreParts, untilStored } from './until-stored.js';

export interface MakeRunParts extends DnsChecksParts, RunDeliveryParts, StoreParts {
  saveProgress: SaveProgress;
  /** Has checks of DNS wait for their turn, before their time begins. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** How long the checks of DNS of a run may take. */
  runMilliseconds: number;
  /** For how long what comes is gathered before it is stored: each time may cost a transaction of a dozen statements. */
  gatherMilliseconds: number;
}

/** So often a run is begun anyway when its gateway has died; then what is missing is told as an error. */
const maxAttempts = 2;

/** What came of a run, in the order in which it is told. */
type News = { stage: SmtpStage } | { result: CheckResult };

/**
 * Makes the checks of a run that have no result yet, all at once, stores what comes of them as it comes, and ends the run
 * with the last. While the database is away it waits.
 */
export async function makeRun(parts: MakeRunParts, run: ClaimedRun, signals: RunSignals): Promise<void> {
  // Where not even that could be stored, the run has to end all the same.
  const kinds = run.attempt <= maxAttempts + 1 ? run.missing : [];
  const storeSoon = storingOf(parts, run, signals, kinds.length);
  if (run.attempt > maxAttempts) signals.interrupt();
  const makeDelivery = async () => {
    // What cannot be stored of a stage cannot be stored of the result, which tells of it.
    const onStage = (stage: SmtpStage) => void storeSoon({ stage }).catch(() => {});
    await storeSoon({ result: await makeRunDelivery(parts, run, signals, onStage) });
  };
  const judgeDns = async () => {
    const subject = subjectOf(run.server, parts.expectations);
    const dnsKinds = kinds.filter(isDnsCheck);
    const undone = (kind: DnsCheckKind) =>
      undoneResult(kind, subject, undoneFinding(FindingCode.INTERRUPTED));
    const stored: Promise<void>[] = [];
    const keep = (result: CheckResult) => {
      // Others may ask DNS meanwhile: it is waited for below, where its failure is met as well.
      const storing = storeSoon({ result });
      storing.catch(() => {});
      stored.push(storing);
    };
    await parts.inTurn(async () => {
      // What is interrupted asks nothing more: two gateways may have died of it.
      if (signals.interrupted.aborted) {
        for (const kind of dnsKinds) keep(undone(kind));
        return;
      }
      const { runMilliseconds } = parts;
      const begun = beginDnsChecks(parts, dnsKinds, subject, runMilliseconds, signals.interrupted);
      await Promise.all(
        begun.map(async ({ kind, result }) =>
          keep((await signals.unlessInterrupted(result)) ?? undone(kind)),
        ),
      );
    });
    await Promise.all(stored);
  };
  try {
    await Promise.all([
      kinds.some(isDnsCheck) && judgeDns(),
      kinds.includes(CheckKind.EMAIL_DELIVERY) && makeDelivery(),
    ]);
    if (kinds.length === 0)
      await untilStored(parts, signals, () => parts.saveProgress({ run, results: [], isLast: true }));
  } finally {
    // One of them has failed: the other is not to go on.
    signals.giveUp();
  }
}

/** Stores what comes, a batch after each time of gathering; the last result does not wait, and ends the run. */
function storingOf(
  parts: StoreParts & Pick<MakeRunParts, 'saveProgress' | 'gatherMilliseconds'>,
  run: ClaimedRun,
  signals: RunSignals,
  results: number,
): (news: News) => Promise<void> {
  let missing = results;
  const allThere = new AbortController();
  const gathered = () =>
    sleep(parts.gatherMilliseconds, undefined, { signal: allThere.signal }).catch(() => {});
  const stages: SmtpStage[] = [];
  const store = inBatches<News>(async (news) => {
    const more = news.flatMap((each) => ('stage' in each ? [each.stage] : []));
    stages.push(...more);
    const done = news.flatMap((each) => ('result' in each ? [each.result] : []));
    // A batch has all that has come.
    const progress = { run, results: done, isLast: missing === 0, ...(more.length > 0 && { stages }) };
    const isStored = await untilStored(parts, signals, () => parts.saveProgress(progress));
    if (isStored === false) signals.giveUp();
  }, gathered);
  return (news) => {
    if ('result' in news && --missing === 0) allThere.abort();
    return store(news);
  };
}
