import type { EntityManager } from 'typeorm';
import { AuditAction } from '../../audit/audit-action.js';
import { recordAudit } from '../../audit/record-audit.js';
import { type Caller, callerId } from '../../caller/caller.js';
import type { WriteOnce } from '../../idempotency/write-once.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { invalidId, rowIdFromGlobalId } from '../../problems/global-id.js';
import { done, notFound, type Outcome, type Problem, Reason, refused } from '../../problems/problem.js';
import type { CheckKind } from '../../verification/check.js';
import { DeliveryMode } from '../../verification/smtp/delivery-subject.js';
import { recipientProblems } from '../recipient.rules.js';
import { requestedCheckProblems, requestedChecks } from '../requested-checks.js';
import { type RunPlan, sendsMessage } from '../run-plan.js';
import { activeRuns, auditedServer, insertRuns, lockServers } from '../storage/request-runs.js';
import type { InTurnOf, TakeFromQuota } from '../storage/verification-quota.js';
import { type VerificationRun, VerificationTrigger } from '../verification-run.js';
import { refuseOther } from './other-run.js';

/** Which checks to make, and for whom. */
export interface RunRequest {
  /** All when left out. */
  checks?: readonly CheckKind[] | null | undefined;
  /** Who gets the message of a delivery test; those who are known to the gateway when left out. */
  to?: string | null | undefined;
  /** Whether it counts as a message also when it sends none, or the run is under way already. */
  countsAsMessage?: true;
  /** Whether a run that is under way and does something else is no answer. */
  refusesOther?: boolean;
  caller: Pick<Caller, 'kind' | 'rowId'>;
}

export interface VerificationRunParts {
  writeOnce: WriteOnce;
  inTurnOf: InTurnOf;
  takeFromQuota: TakeFromQuota;
  /** Who gets the message of a delivery test when nobody says so; null when nobody is known. */
  defaultRecipient: string | null;
  /** Tells the worker of this gateway that there is something to do. */
  poke(): void;
}

/** A server to verify, and where its id stands in the input. */
interface Target {
  id: string;
  path: readonly string[];
}

export const maxServers = 100;

/** Takes requests for runs. It only writes them down; a `RunWorker` of any gateway makes them. */
export class VerificationRunService {
  constructor(private readonly parts: VerificationRunParts) {}

  /**
   * Starts a run of one server, whose delivery test sends a message; or gives the one that is under way.
   * @throws OtherRunError when the request refuses what that does
   */
  async verify(id: string, request: RunRequest, write: WriteRequest): Promise<Outcome<VerificationRun>> {
    return this.write<VerificationRun>(request, write, async (manager) => {
      const { result, problems } = await this.request(
        manager,
        [{ id, path: ['id'] }],
        request,
        write,
        DeliveryMode.MESSAGE,
      );
      const [run] = result ?? [];
      return run ? done(run) : refused(...problems);
    });
  }

  /** The same for several servers, all of them or none, without messages; a run for each, in the order of the ids. */
  async verifyAll(
    ids: readonly string[],
    request: Omit<RunRequest, 'to'>,
    write: WriteRequest,
  ): Promise<Outcome<VerificationRun[]>> {
    if (ids.length === 0 || ids.length > maxServers) return refused(numberOfServersProblem(ids.length));
    const targets = ids.map((id, index) => ({ id, path: ['ids', `${index}`] }));
    return this.write(request, write, (manager) =>
      this.request(manager, targets, request, write, DeliveryMode.AUTH),
    );
  }

  private async write<T>(
    { caller }: RunRequest,
    { idempotent }: WriteRequest,
    work: (manager: EntityManager) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const outcome = await this.parts.inTurnOf(caller, (millisecondsLeft) =>
      this.parts.writeOnce(idempotent, work, millisecondsLeft),
    );
    this.parts.poke();
    return outcome;
  }

  private async request(
    manager: EntityManager,
    targets: readonly Target[],
    { checks, to, countsAsMessage, refusesOther, caller }: RunRequest,
    { author, sight }: WriteRequest,
    deliveryMode: DeliveryMode,
  ): Promise<Outcome<VerificationRun[]>> {
    const found = targets.map(({ id }) => rowIdFromGlobalId('ds', id));
    const rowIds = [...new Set(found.filter((rowId) => rowId !== null))];
    const servers = await lockServers(
      manager,
      rowIds.toSorted((a, b) => a - b),
      sight,
    );
    const problems = [
      ...targets.flatMap(({ path }, index) => targetProblems(path, found[index] ?? null, servers)),
      ...requestedCheckProblems(checks),
      ...recipientProblems({ to }),
    ];
    if (problems.length > 0) return refused(...problems);

    const runs = await activeRuns(manager, rowIds);
    const idle = [...servers.values()].filter(({ id }) => !runs.has(id));
    const [joined, ...more] = [...servers.values()].filter(({ id }) => runs.has(id));
    const plan: RunPlan = {
      trigger: VerificationTrigger.REQUESTED,
      caller: callerId(caller),
      checks: requestedChecks(checks),
      deliveryMode,
      recipient: to ?? this.parts.defaultRecipient,
    };
    const problem = await this.parts.takeFromQuota(manager, caller, {
      RUNS: idle.length,
      MESSAGES: countsAsMessage ? servers.size : sendsMessage(plan) ? idle.length : 0,
    });
    if (problem) return refused(problem);
    if (refusesOther) for (const run of runs.values()) refuseOther(run, plan);
    if (joined) {
      const object = more.length === 0 ? { object: auditedServer(joined) } : {};
      const count = 1 + more.length;
      await recordAudit(manager, { author, action: AuditAction.VERIFICATION_JOINED, ...object, count });
    }
    if (idle.length > 0)
      for (const [rowId, run] of await insertRuns(manager, idle, plan, author)) runs.set(rowId, run);
    return done(rowIds.map((rowId) => runs.get(rowId)).filter((run) => run !== undefined));
  }
}

function targetProblems(
  path: readonly string[],
  rowId: number | null,
  servers: ReadonlyMap<number, unknown>,
): Problem[] {
  if (rowId === null) return [invalidId(path, 'ds')];
  return servers.has(rowId) ? [] : [notFound(path, 'delivery server')];
}

function numberOfServersProblem(count: number): Problem {
  return count === 0
    ? { path: ['ids'], reason: Reason.REQUIRED, message: 'Name at least one server.' }
    : {
        path: ['ids'],
        reason: Reason.TOO_LONG,
        message: `This may name at most ${maxServers} servers. Verify them in several requests.`,
      };
}
