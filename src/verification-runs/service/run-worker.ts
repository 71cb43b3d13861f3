import { randomUUID } from 'node:crypto';
import { type Repetition, repeat } from '../../scheduling/repeat.js';
import { createSharedLimit } from '../../scheduling/shared-limit.js';
import { type ClaimedRun, claimRuns } from '../storage/claim-runs.js';
import { releaseRuns, renewLeases } from '../storage/hold-runs.js';
import { createSaveProgress, type SaveProgress } from '../storage/save-progress.js';
import type { VerificationRunRepository } from '../storage/verification-run.repository.js';
import { type MakeRunParts, makeRun } from './make-run.js';
import { roomForRuns } from './room-for-runs.js';
import { RunSignals } from './run-signals.js';

export interface RunTimes {
  /** How long the checks of a run may take. */
  runMilliseconds: number;
  /** For how long a run belongs to a gateway that is not heard of. */
  leaseMilliseconds: number;
  /** How often a gateway looks for runs that others have left. */
  pollMilliseconds: number;
  /** For how long what comes of a run is gathered before it is stored. */
  gatherMilliseconds: number;
}

export interface RunWorkerParts extends Omit<MakeRunParts, keyof RunTimes | 'inTurn' | 'saveProgress'> {
  runs: Pick<VerificationRunRepository, 'isAnyOpen'>;
  times: RunTimes;
  /** Whether runs are made now that nobody asked for. */
  takesScheduled(): boolean;
}

interface RunningRun {
  rowId: number;
  caller: string | null;
  signals: RunSignals;
  over: Promise<void>;
}

/**
 * A run that waits for an SMTP server takes half a megabyte: a gateway of 128 MB had 154 MB with 50 of them. One caller, or
 * the schedule, has half of the places at most, so that servers that all hang do not hold up the runs of others.
 */
const maxRunning = { all: 128, ofCaller: 64 };
/** So many runs ask DNS at once: the more there are, the longer other requests wait, see `bench/NOTES.md`. */
const maxAskingDns = { all: 16, ofCaller: 12 };
/** So many are taken with one transaction. When as many have ended, the next ones are looked for. */
const maxTaken = 8;
const dnsTurns = { running: maxAskingDns.ofCaller, waiting: maxRunning.all, milliseconds: 3_600_000 };
/** For how long a gateway that stops tries to store what came of its runs. */
const endMilliseconds = 2_000;

/**
 * Makes runs, up to 128 at once, of which 16 ask DNS. Gateways on one database share the work through the states of a run:
 *
 *     QUEUED ──► RUNNING, leased to a gateway ──► DONE
 *                  │   ▲
 *                  ▼   │ taken up by any gateway, with the results that are there
 *                RUNNING without a lease: its gateway has not renewed it, or was stopped while the database was away
 */
export class RunWorker {
  private readonly gatewayId = randomUUID();
  private readonly running = new Set<RunningRun>();
  private readonly saveProgress: SaveProgress;
  private readonly inTurn = createSharedLimit(dnsTurns, maxAskingDns.all);
  private readonly repetitions: readonly Repetition[];
  private isStopping = false;
  /** How many runs have ended since the last look began. */
  private ended = 0;
  private lastLook: Promise<void> = Promise.resolve();
  private nextLook: Promise<void> | null = null;

  constructor(private readonly parts: RunWorkerParts) {
    this.saveProgress = createSaveProgress(parts.transact);
    const { pollMilliseconds, leaseMilliseconds } = parts.times;
    this.repetitions = [
      repeat(pollMilliseconds, () => this.poke(), this.onFailure),
      repeat(leaseMilliseconds / 3, () => this.renew(), this.onFailure),
    ];
  }

  /** Looks for runs at once. Whoever pokes before the next look begins has the same one. */
  poke(): Promise<void> {
    this.nextLook ??= this.lastLook.then(() => {
      this.nextLook = null;
      this.lastLook = this.takeRuns().catch(this.onFailure);
      return this.lastLook;
    });
    return this.nextLook;
  }

  /** Begins nothing more, and ends what is not done as interrupted; what cannot be stored now is left to others. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const repetitions = this.repetitions.map((each) => each.stop());
    for (const { signals } of this.running) signals.interrupt();
    const late = setTimeout(() => {
      for (const { signals } of this.running) signals.giveUp();
    }, endMilliseconds);
    await Promise.all([...repetitions, this.lastLook, ...[...this.running].map(({ over }) => over)]);
    clearTimeout(late);
    await this.parts.transact((manager) => releaseRuns(manager, this.gatewayId)).catch(this.onFailure);
  }

  private readonly onFailure = (error: unknown) => {
    if (!this.parts.isUnavailable(error)) this.parts.report(error);
  };

  private async takeRuns(): Promise<void> {
    const { transact, runs, times } = this.parts;
    this.ended = 0;
    while (!this.isStopping && this.running.size < maxRunning.all && (await runs.isAnyOpen())) {
      const callers = [...this.running].map(({ caller }) => caller);
      const { free, full } = roomForRuns(callers, maxRunning);
      const limit = Math.min(free, maxTaken);
      const takesScheduled = this.parts.takesScheduled() && !full.includes(null);
      const fullCallers = full.filter((caller) => caller !== null);
      const claimed = await transact((manager) =>
        claimRuns(manager, this.gatewayId, times.leaseMilliseconds, limit, takesScheduled, fullCallers),
      );
      if (claimed.length === 0) return;
      for (const run of claimed) this.begin(run);
    }
  }

  private begin(run: ClaimedRun): void {
    if (this.isStopping) return;
    const signals = new RunSignals();
    const inTurn: MakeRunParts['inTurn'] = (work) => this.inTurn(run.caller ?? '', work);
    const { parts, saveProgress } = this;
    const made = makeRun({ ...parts, ...parts.times, saveProgress, inTurn }, run, signals).catch(
      this.onFailure,
    );
    const running = { rowId: run.rowId, caller: run.caller, signals, over: made };
    this.running.add(running);
    void made.then(() => {
      this.running.delete(running);
      this.ended += 1;
      // Looking for one costs as much as looking for several. What waits for a few places has them at the next regular look.
      if (this.ended >= maxTaken || this.running.size === 0) void this.poke();
    });
  }

  private async renew(): Promise<void> {
    const rowIds = [...this.running].map(({ rowId }) => rowId);
    if (rowIds.length === 0) return;
    await this.parts.transact((manager) =>
      renewLeases(manager, this.gatewayId, rowIds, this.parts.times.leaseMilliseconds),
    );
  }
}
