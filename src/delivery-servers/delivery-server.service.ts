import type { EntityManager } from 'typeorm';
import type { Transact } from '../database/transact.js';
import { ChangeKind, ChangeSubject } from '../events/change.js';
import { recordChanges } from '../events/record-changes.js';
import { done, type Outcome, type Problem, refused } from '../problem.js';
import { type DeleteTarget, type Deletion, deleteDeliveryServers } from './delete-delivery-servers.js';
import { DeliveryServerEntity } from './delivery-server.entity.js';
import { CheckStatus, type DeliveryServer, VerificationSource } from './delivery-server.js';
import {
  type DeliveryServerDraft,
  type DeliveryServerSettings,
  settingsProblems,
} from './delivery-server.rules.js';
import { lockDeliveryServer, readDeliveryServer } from './lock-delivery-server.js';
import type { PasswordVault } from './password-vault.js';

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

/** A change that happened, or what stood in its way, with the server as it is now if there is one. */
export type ChangeOutcome = Outcome<DeliveryServer> & { current: DeliveryServer | null };

/** Creates and changes delivery servers. Every method is one transaction. */
export class DeliveryServerService {
  constructor(
    private readonly transact: Transact,
    private readonly vault: PasswordVault,
  ) {}

  async create(settings: DeliveryServerSettings): Promise<Outcome<DeliveryServer>> {
    const problems = settingsProblems(settings);
    if (problems.length > 0) return refused(...problems);
    return this.transact(async (manager) => {
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(DeliveryServerEntity)
        .values(columnsFromDraft(settings))
        .updateEntity(false)
        .execute();
      const rowId: number = inserted.raw.insertId;
      // The seal names the row, so it can be made only now.
      if (settings.smtp.password) {
        await write(manager, rowId, { smtp: this.passwordColumns(rowId, settings.smtp.password) });
      }
      return done(await recorded(manager, ChangeKind.CREATED, rowId));
    });
  }

  /** Changes what the patch names, after any concurrent change of the same server, so that neither is lost. */
  async update(
    id: string,
    patch: DeliveryServerDraft,
    expectedVersion?: number | null,
  ): Promise<ChangeOutcome> {
    return this.change(
      id,
      expectedVersion,
      (current) => settingsProblems(patch, current?.smtp),
      (current) => {
        const columns = columnsFromDraft(patch);
        const password = patch.smtp?.password;
        if (password === undefined) return columns;
        return { ...columns, smtp: { ...columns.smtp, ...this.passwordColumns(current.legacyId, password) } };
      },
    );
  }

  /** Stores what the caller measured; runs no check. */
  async saveTestResults(
    id: string,
    results: TestResults,
    checkedAt: Date,
    expectedVersion?: number | null,
  ): Promise<ChangeOutcome> {
    const verdicts = Object.entries(results).map(([check, passed]) => [
      check,
      passed ? CheckStatus.PASS : CheckStatus.FAIL,
    ]);
    const verification = {
      ...Object.fromEntries(verdicts),
      lastCheckedAt: checkedAt,
      source: VerificationSource.REPORTED,
    };
    return this.change(
      id,
      expectedVersion,
      () => [],
      () => ({ verification }),
    );
  }

  delete(targets: readonly DeleteTarget[]): Promise<Outcome<Deletion>> {
    return deleteDeliveryServers(this.transact, targets);
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

  private async change(
    id: string,
    expectedVersion: number | null | undefined,
    problemsWith: (current: DeliveryServer | null) => Problem[],
    columnsFor: (current: DeliveryServer) => Columns,
  ): Promise<ChangeOutcome> {
    return this.transact(async (manager) => {
      const target = await lockDeliveryServer(manager, id, expectedVersion);
      const problems = [...problemsWith(target.current), ...target.problems];
      if (target.current === null || problems.length > 0)
        return { ...refused(...problems), current: target.current };
      const rowId = target.current.legacyId;
      await write(manager, rowId, columnsFor(target.current), {
        version: 'version + 1',
        updatedAt: 'CURRENT_TIMESTAMP(3)',
      });
      const changed = await recorded(manager, ChangeKind.UPDATED, rowId);
      return { ...done(changed), current: changed };
    });
  }

  private passwordColumns(rowId: number, password: string | null): NonNullable<Columns['smtp']> {
    return password
      ? { passwordSealed: this.vault.seal(rowId, password), passwordUpdatedAt: new Date() }
      : { passwordSealed: null, passwordUpdatedAt: null };
  }
}

/** Reads a server that has just been written, and notes the change. */
async function recorded(manager: EntityManager, kind: ChangeKind, rowId: number): Promise<DeliveryServer> {
  const server = await readDeliveryServer(manager, rowId);
  const { version } = server;
  await recordChanges(manager, { subject: ChangeSubject.DELIVERY_SERVER, kind, rowId, version });
  return server;
}

type Columns = {
  [K in keyof DeliveryServerEntity]?: DeliveryServerEntity[K] extends Date | string | number
    ? DeliveryServerEntity[K]
    : Partial<DeliveryServerEntity[K]>;
};

/** The password has no column of its own kind: it is sealed first. Blank optional values are stored as null. */
function columnsFromDraft(draft: DeliveryServerDraft): Columns {
  const { password: _, ...smtp } = draft.smtp ?? {};
  const columns = {
    ...(draft.name === undefined ? {} : { name: draft.name }),
    smtp: {
      ...smtp,
      ...(smtp.username === undefined ? {} : { username: smtp.username?.trim() ? smtp.username : null }),
    },
    domains: { ...draft.domains },
    senderRotation: { ...draft.senderRotation },
  };
  return columns as Columns;
}

async function write(
  manager: EntityManager,
  rowId: number,
  columns: Columns,
  expressions: Record<string, string> = {},
): Promise<void> {
  const computed = Object.entries(expressions).map(([name, sql]) => [name, () => sql]);
  await manager
    .createQueryBuilder()
    .update(DeliveryServerEntity)
    .set({ ...columns, ...Object.fromEntries(computed) })
    .where({ id: rowId })
    .execute();
}
