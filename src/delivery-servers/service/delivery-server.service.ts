import { AuditAction } from '../../audit/audit-action.js';
import type { Sight } from '../../caller/sight.js';
import type { WriteOnce, WriteOnceTo } from '../../idempotency/write-once.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { type ChangeTarget, done, type Outcome, type Problem, refused } from '../../problems/problem.js';
import type { Transact } from '../../sql/transact.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { type DeliveryServer, VerificationSource } from '../delivery-server.js';
import {
  type DeliveryServerDraft,
  type DeliveryServerPatch,
  type DeliveryServerSettings,
  settingsProblems,
} from '../delivery-server.rules.js';
import { copyName, type DuplicateRequest } from '../duplicate.js';
import { copiedPasswordProblem, damagedPasswordProblem } from '../password-redirect.js';
import { type PauseRequest, pauseProblems } from '../pause.js';
import { checkColumns } from '../storage/check-columns.js';
import type { ColumnValues } from '../storage/delivery-server.columns.js';
import { readTags, writeTags } from '../storage/delivery-server-tags.js';
import { lockDeliveryServer } from '../storage/lock-delivery-server.js';
import type { PasswordVault } from '../storage/password-vault.js';
import { pauseColumns } from '../storage/pause-columns.js';
import { lostTagProblems, withTagOf } from '../tags.js';
import {
  type ChangeDeliveryServer,
  changeAlone,
  type DeliveryServerChange,
} from './change-delivery-server.js';
import { changeFromPatch } from './change-from-patch.js';
import { type DeleteRequest, type Deletion, deleteDeliveryServers } from './delete-delivery-servers.js';
import { insertDeliveryServer } from './insert-delivery-server.js';

const testedKinds = {
  emailDelivery: CheckKind.EMAIL_DELIVERY,
  spf: CheckKind.SPF,
  dkim: CheckKind.DKIM,
  dmarc: CheckKind.DMARC,
  senderDomain: CheckKind.SENDER_DOMAIN,
  linkDomain: CheckKind.LINK_DOMAIN,
  openDomain: CheckKind.OPEN_DOMAIN,
} as const;

/** What a caller found out about a server: for each check, whether it passed. */
export type TestResults = Readonly<Record<keyof typeof testedKinds, boolean>>;

/**
 * Creates and changes delivery servers. Every method is one transaction, and takes what stands behind the write.
 */
export class DeliveryServerService {
  constructor(
    private readonly transact: Transact,
    private readonly writeOnce: WriteOnce,
    /** The same, one at a time for what has the same id. */
    private readonly writeOnceTo: WriteOnceTo,
    private readonly changeShared: ChangeDeliveryServer,
    private readonly vault: PasswordVault,
  ) {}

  async create(settings: DeliveryServerSettings, write: WriteRequest): Promise<Outcome<DeliveryServer>> {
    const tagged = withTagOf(settings, write.sight);
    const problems = settingsProblems(tagged);
    if (problems.length > 0) return refused(...problems);
    const made = { author: write.author, action: AuditAction.DELIVERY_SERVER_CREATED };
    return this.writeOnce(write.idempotent, async (manager) =>
      done(await insertDeliveryServer(manager, this.vault, tagged, made)),
    );
  }

  /**
   * Changes what the patch names, after any concurrent change of the same server, so that neither is lost.
   * @param mayRedirectPassword whether the caller may have the stored password sent elsewhere
   */
  async update(
    target: ChangeTarget,
    patch: DeliveryServerPatch,
    mayRedirectPassword: boolean,
    write: WriteRequest,
  ): Promise<Outcome<DeliveryServer>> {
    const { tags } = patch;
    const change = changeFromPatch(target, patch, {
      mayRedirectPassword,
      vault: this.vault,
      author: write.author,
      sight: write.sight,
    });
    if (tags === undefined) return this.change(write, change);
    return this.writeOnceTo(write.sight.keyOf(target.id), write.idempotent, (manager) =>
      changeAlone(manager, change, (rowId) => writeTags(manager, rowId, tags ?? [])),
    );
  }

  /** Stores what the caller measured; runs no check. */
  async saveTestResults(
    target: ChangeTarget,
    results: TestResults,
    checkedAt: Date,
    write: WriteRequest,
  ): Promise<Outcome<DeliveryServer>> {
    const columns: ColumnValues = {
      check_last_checked_at: checkedAt,
      check_source: VerificationSource.REPORTED,
      check_measured: null,
    };
    for (const test of Object.keys(testedKinds) as (keyof TestResults)[])
      columns[checkColumns[testedKinds[test]]] = results[test] ? CheckStatus.PASS : CheckStatus.FAIL;
    return this.change(write, {
      target,
      action: AuditAction.TEST_RESULTS_SAVED,
      problemsWith: () => [],
      columnsFor: () => columns,
    });
  }

  /** Stops the use of a server, until somebody enables it or the end has come. Pausing again replaces the pause. */
  async pause(
    target: ChangeTarget,
    { reason, until }: PauseRequest,
    write: WriteRequest,
  ): Promise<Outcome<DeliveryServer>> {
    return this.change(write, {
      target,
      action: AuditAction.DELIVERY_SERVER_PAUSED,
      problemsWith: () => pauseProblems({ reason, until }),
      columnsFor: ({ pause }) => pauseColumns({ reason, until }, pause),
    });
  }

  /** Ends a pause. Enabling an enabled server is no mistake. */
  async enable(target: ChangeTarget, write: WriteRequest): Promise<Outcome<DeliveryServer>> {
    return this.change(write, {
      target,
      action: AuditAction.DELIVERY_SERVER_ENABLED,
      problemsWith: () => [],
      columnsFor: () => pauseColumns(null, null),
    });
  }

  /**
   * Makes another server with the same settings, expectations and tags. Nobody uses the copy yet, nothing of it is checked, and it is
   * enabled.
   * @param mayRedirectPassword whether the caller may have the stored password stored once more
   */
  async duplicate(
    id: string,
    { name, withPassword }: DuplicateRequest,
    mayRedirectPassword: boolean,
    write: WriteRequest,
  ): Promise<Outcome<DeliveryServer>> {
    return this.writeOnceTo(write.sight.keyOf(id), write.idempotent, async (manager) => {
      const { current, problems } = await lockDeliveryServer(manager, { id }, write.sight);
      const faults = [...problems, ...(name === null ? [] : settingsProblems({ name }))];
      if (withPassword && current?.smtp.hasPassword && !mayRedirectPassword)
        faults.push(copiedPasswordProblem());
      if (current === null || faults.length > 0) return refused(...faults);
      const { smtp, domains, senderRotation, expectations, verifyEvery } = current;
      const { hasPassword, passwordUpdatedAt: _, ...access } = smtp;
      const password =
        hasPassword && withPassword ? await this.vault.readPassword(manager, current.legacyId) : '';
      if (password === null) return refused(damagedPasswordProblem());
      const settings = {
        name: name ?? copyName(current.name),
        smtp: { ...access, password },
        domains,
        senderRotation,
        expectations,
        verifyEvery,
        tags: await readTags(manager, current.legacyId),
      };
      const made = { author: write.author, action: AuditAction.DELIVERY_SERVER_DUPLICATED, originalId: id };
      return done(await insertDeliveryServer(manager, this.vault, settings, made));
    });
  }

  delete(request: DeleteRequest, write: WriteRequest): Promise<Outcome<Deletion>> {
    return deleteDeliveryServers(request, write, (work) =>
      this.writeOnce(request.dryRun ? null : write.idempotent, work),
    );
  }

  /**
   * What a change would find wrong, for a draft that is already known to be faulty. Changes nothing.
   * @param id null when that is a fault of its own
   */
  async problemsOfUpdate(
    id: string | null,
    draft: DeliveryServerDraft,
    sight: Sight,
  ): Promise<readonly Problem[]> {
    const ofTags = lostTagProblems(draft.tags, sight);
    if (id === null) return [...settingsProblems(draft), ...ofTags];
    return this.transact(async (manager) => {
      const { current, problems } = await lockDeliveryServer(manager, { id }, sight, '');
      return [...settingsProblems(draft, current?.smtp), ...ofTags, ...problems];
    });
  }

  /** What may be asked for a second time has to be done alone: its key is stored in the same transaction. */
  private change(
    { idempotent, author, sight }: WriteRequest,
    given: Omit<DeliveryServerChange, 'author' | 'sight'>,
  ): Promise<Outcome<DeliveryServer>> {
    const change = { ...given, author, sight };
    if (idempotent === null) return this.changeShared(change);
    return this.writeOnceTo(sight.keyOf(change.target.id), idempotent, (manager) =>
      changeAlone(manager, change),
    );
  }
}
