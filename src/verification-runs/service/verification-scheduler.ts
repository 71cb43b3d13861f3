import type { Logger } from 'pino';
import { type Repetition, repeat } from '../../scheduling/repeat.js';
import type { Read } from '../../sql/read.js';
import type { Transact } from '../../sql/transact.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import { requestedChecks } from '../requested-checks.js';
import type { RunPlan } from '../run-plan.js';
import { enrolServers } from '../storage/enrol-servers.js';
import { queueDueRuns } from '../storage/queue-due-runs.js';
import { VerificationTrigger } from '../verification-run.js';
import type { VerificationSchedule } from '../verification-schedule.js';

export interface ScheduleTimes {
  /** How often a gateway looks for servers that are due. */
  lookMilliseconds: number;
  /** How often it looks for servers that have no place in the schedule. */
  enrolMilliseconds: number;
}

export interface SchedulerParts {
  schedule: VerificationSchedule;
  times: ScheduleTimes;
  read: Read;
  transact: Transact;
  /** Whether DNS can be asked from here at all. */
  isResolverUp(): Promise<boolean>;
  /** Tells the worker of this gateway that there is something to do. */
  poke(): void;
  /** Whether a failure will pass. */
  isUnavailable(error: unknown): boolean;
  report(error: unknown): void;
  log: Pick<Logger, 'warn' | 'info'>;
}

/** As many as one gateway makes at once, so that what is queued is soon made, and what somebody asks for sooner. */
const maxQueued = 64;

/**
 * Queues runs of servers that are due. Every gateway does, and each server is taken by one of them: whoever takes it holds
 * its row in the schedule, and moves it on in the same transaction. While DNS cannot be asked from here, others may do it.
 */
export class VerificationScheduler {
  private readonly repetitions: readonly Repetition[];
  private readonly plan: RunPlan;
  private isPausing = false;
  private readonly firstEnrolment: Promise<void>;

  constructor(private readonly parts: SchedulerParts) {
    const { schedule, times } = parts;
    this.plan = {
      trigger: VerificationTrigger.SCHEDULED,
      caller: null,
      checks: requestedChecks(null),
      deliveryMode: schedule.sendsTo === null ? DeliveryMode.AUTH : DeliveryMode.MESSAGE,
      recipient: schedule.sendsTo,
    };
    this.firstEnrolment = this.enrol().catch(this.onFailure);
    this.repetitions = [
      repeat(times.enrolMilliseconds, () => this.enrol(), this.onFailure),
      repeat(times.lookMilliseconds, () => this.look(), this.onFailure),
    ];
  }

  /** Whether nothing is to be measured from here that nobody asked for. */
  get isPaused(): boolean {
    return this.isPausing;
  }

  /** How long the server that has been due for longest has been so, in seconds; 0 when none is. */
  async lagSeconds(): Promise<number> {
    const [row] = await this.parts.read<{ seconds: number | null }>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, MIN(next_at), CURRENT_TIMESTAMP(3)) / 1000000 AS seconds
       FROM verification_schedules`,
    );
    return Math.max(Number(row?.seconds ?? 0), 0);
  }

  async stop(): Promise<void> {
    await Promise.all([this.firstEnrolment, ...this.repetitions.map((each) => each.stop())]);
  }

  private readonly onFailure = (error: unknown) => {
    if (!this.parts.isUnavailable(error)) this.parts.report(error);
  };

  private enrol(): Promise<void> {
    const { read, transact, schedule } = this.parts;
    return enrolServers(read, transact, schedule.everySeconds);
  }

  private async look(): Promise<void> {
    if (!this.isPausing && !(await this.isAnyDue())) return;
    this.pause(!(await this.parts.isResolverUp()));
    if (this.isPausing) return;
    const queued = await this.parts.transact((manager) => queueDueRuns(manager, this.plan, maxQueued));
    if (queued > 0) this.parts.poke();
  }

  private async isAnyDue(): Promise<boolean> {
    const rows = await this.parts.read(
      'SELECT delivery_server_id FROM verification_schedules WHERE next_at <= CURRENT_TIMESTAMP(3) LIMIT 1',
    );
    return rows.length > 0;
  }

  private pause(isPausing: boolean): void {
    if (isPausing === this.isPausing) return;
    this.isPausing = isPausing;
    if (isPausing) this.parts.log.warn('scheduled verifications pause: no DNS resolver answers');
    else this.parts.log.info('scheduled verifications go on: DNS answers again');
  }
}
