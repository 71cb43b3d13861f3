import type { EntityManager } from 'typeorm';
import type { Transact } from '../database/transact.js';
import { ChangeKind, ChangeSubject } from '../events/change.js';
import { recordChanges } from '../events/record-changes.js';
import type { Attempt, WriteOnce } from '../idempotency/write-once.js';
import { done, type Outcome, type Problem, refused } from '../problem.js';
import { nameProblems } from '../text.js';
import { type DeleteRequest, type Deletion, deleteDeliveryServers } from './delete-delivery-servers.js';
import { CheckStatus, type DeliveryServer, VerificationSource } from './delivery-server.js';
import { fieldColumns } from './delivery-server.row.js';
import {
  type DeliveryServerDraft,
  type DeliveryServerSettings,
  settingsProblems,
} from './delivery-server.rules.js';
import { readTags, writeTags } from './delivery-server-tags.js';
import { copyName, type DuplicateRequest } from './duplicate.js';
import { lockDeliveryServer, readDeliveryServer } from './lock-delivery-server.js';
import type { PasswordVault } from './password-vault.js';
import { type PauseRequest, pauseProblems } from './pause.js';
import { type ColumnValues, changeRow, insertRow, updateRow } from './write-delivery-server.js';

/** What a caller found out about a server, one verdict per check. */
export interface TestResults {
  emailDelivery: boolean;
  spf: boolean;
  dkim: boolean;
  dmarc: boolean;
  senderDomain: boolean;
  linkDomain: boolean;
  openDomain: boolean;
}

/** The server that a change is aimed at; a change of another version than the expected one does not happen. */
export interface Target {
  id: string;
  expectedVersion?: number | null | undefined;
}

/**
 * Creates and changes delivery servers. Every method is one transaction, and takes the attempt that may be made again
 * with the same key, or null.
 */
export class DeliveryServerService {
  constructor(
    private readonly transact: Transact,
    private readonly writeOnce: WriteOnce,
    private readonly vault: PasswordVault,
  ) {}

  async create(
    settings: DeliveryServerSettings,
    attempt: Attempt | null = null,
  ): Promise<Outcome<DeliveryServer>> {
    const problems = settingsProblems(settings);
    if (problems.length > 0) return refused(...problems);
    return this.writeOnce(attempt, async (manager) => done(await this.insert(manager, settings)));
  }

  /** Changes what the patch names, after any concurrent change of the same server, so that neither is lost. */
  async update(
    target: Target,
    patch: DeliveryServerDraft,
    attempt: Attempt | null = null,
  ): Promise<Outcome<DeliveryServer>> {
    return this.change(
      target,
      attempt,
      (current) => settingsProblems(patch, current?.smtp),
      async (manager, { legacyId }) => {
        if (patch.tags !== undefined) await writeTags(manager, legacyId, patch.tags ?? []);
        const columns = columnsFromDraft(patch);
        const password = patch.smtp?.password;
        return password === undefined ? columns : { ...columns, ...this.passwordColumns(legacyId, password) };
      },
    );
  }

  /** Stores what the caller measured; runs no check. */
  async saveTestResults(
    target: Target,
    results: TestResults,
    checkedAt: Date,
    attempt: Attempt | null = null,
  ): Promise<Outcome<DeliveryServer>> {
    const verdict = (passed: boolean) => (passed ? CheckStatus.PASS : CheckStatus.FAIL);
    const columns: ColumnValues = {
      check_email_delivery: verdict(results.emailDelivery),
      check_spf: verdict(results.spf),
      check_dkim: verdict(results.dkim),
      check_dmarc: verdict(results.dmarc),
      check_sender_domain: verdict(results.senderDomain),
      check_link_domain: verdict(results.linkDomain),
      check_open_domain: verdict(results.openDomain),
      check_last_checked_at: checkedAt,
      check_source: VerificationSource.REPORTED,
    };
    return this.change(
      target,
      attempt,
      () => [],
      async () => columns,
    );
  }

  /** Stops the use of a server, until somebody enables it or the end has come. Pausing again replaces the pause. */
  async pause(
    target: Target,
    { reason, until }: PauseRequest,
    attempt: Attempt | null = null,
  ): Promise<Outcome<DeliveryServer>> {
    return this.change(
      target,
      attempt,
      () => pauseProblems({ reason, until }),
      async (_, { pause }) => ({
        paused_at: pause?.since ?? new Date(),
        paused_until: until ?? null,
        pause_reason: reason ?? null,
      }),
    );
  }

  /** Ends a pause. Enabling an enabled server is no mistake. */
  async enable(target: Target, attempt: Attempt | null = null): Promise<Outcome<DeliveryServer>> {
    return this.change(
      target,
      attempt,
      () => [],
      async () => ({ paused_at: null, paused_until: null, pause_reason: null }),
    );
  }

  /**
   * Makes another server with the same settings and tags. Nobody uses the copy yet, nothing of it is checked, and it is
   * enabled.
   */
  async duplicate(
    id: string,
    { name, withPassword }: DuplicateRequest,
    attempt: Attempt | null = null,
  ): Promise<Outcome<DeliveryServer>> {
    return this.writeOnce(attempt, async (manager) => {
      const { current, problems } = await lockDeliveryServer(manager, id, null);
      const faults = [...problems, ...(name === null ? [] : nameProblems(name))];
      if (current === null || faults.length > 0) return refused(...faults);
      const { smtp, domains, senderRotation } = current;
      const { hasPassword, passwordUpdatedAt: _, ...access } = smtp;
      const password =
        hasPassword && withPassword ? await this.vault.readPassword(manager, current.legacyId) : null;
      const copy = await this.insert(manager, {
        name: name ?? copyName(current.name),
        smtp: { ...access, password },
        domains,
        senderRotation,
        tags: await readTags(manager, current.legacyId),
      });
      return done(copy);
    });
  }

  delete(request: DeleteRequest, attempt: Attempt | null = null): Promise<Outcome<Deletion>> {
    return deleteDeliveryServers(request, (work) => this.writeOnce(request.dryRun ? null : attempt, work));
  }

  /**
   * What a change would find wrong, for a draft that is already known to be faulty. Changes nothing.
   * @param id null when that is a fault of its own
   */
  async problemsOfUpdate(id: string | null, draft: DeliveryServerDraft): Promise<readonly Problem[]> {
    if (id === null) return settingsProblems(draft);
    return this.transact(async (manager) => {
      const { current, problems } = await lockDeliveryServer(manager, id, null, '');
      return [...settingsProblems(draft, current?.smtp), ...problems];
    });
  }

  private async insert(manager: EntityManager, settings: DeliveryServerSettings): Promise<DeliveryServer> {
    const rowId = await insertRow(manager, columnsFromDraft(settings));
    // The seal names the row, so it can be made only now.
    if (settings.smtp.password) {
      await updateRow(manager, rowId, this.passwordColumns(rowId, settings.smtp.password));
    }
    if (settings.tags?.length) await writeTags(manager, rowId, settings.tags);
    return recorded(manager, ChangeKind.CREATED, await readDeliveryServer(manager, rowId));
  }

  private change(
    { id, expectedVersion }: Target,
    attempt: Attempt | null,
    problemsWith: (current: DeliveryServer | null) => Problem[],
    columnsFor: (manager: EntityManager, current: DeliveryServer) => Promise<ColumnValues>,
  ): Promise<Outcome<DeliveryServer>> {
    return this.writeOnce(attempt, async (manager) => {
      const target = await lockDeliveryServer(manager, id, expectedVersion);
      const problems = [...problemsWith(target.current), ...target.problems];
      const { current, row } = target;
      if (current === null || row === null || problems.length > 0)
        return { ...refused(...problems), current };
      const changed = await changeRow(manager, row, await columnsFor(manager, current));
      return done(await recorded(manager, ChangeKind.UPDATED, changed));
    });
  }

  private passwordColumns(rowId: number, password: string | null): ColumnValues {
    return password
      ? { smtp_password_sealed: this.vault.seal(rowId, password), smtp_password_updated_at: new Date() }
      : { smtp_password_sealed: null, smtp_password_updated_at: null };
  }
}

/** Notes a change, and gives the server as it is after it. */
async function recorded(
  manager: EntityManager,
  kind: ChangeKind,
  server: DeliveryServer,
): Promise<DeliveryServer> {
  const { legacyId: rowId, version } = server;
  await recordChanges(manager, { subject: ChangeSubject.DELIVERY_SERVER, kind, rowId, version });
  return server;
}

/** The password has no column of its own kind: it is sealed first. Blank optional values are stored as null. */
function columnsFromDraft({
  name,
  smtp = {},
  domains = {},
  senderRotation = {},
}: DeliveryServerDraft): ColumnValues {
  const { password: _, username, ...access } = smtp ?? {};
  const values = {
    name,
    ...access,
    username: username === undefined ? undefined : username?.trim() ? username : null,
    ...domains,
    ...senderRotation,
  };
  const columns = Object.entries(values).flatMap(([field, value]) =>
    value === undefined
      ? []
      : [[fieldColumns[field as keyof typeof values], typeof value === 'boolean' ? Number(value) : value]],
  );
  return Object.fromEntries(columns);
}
