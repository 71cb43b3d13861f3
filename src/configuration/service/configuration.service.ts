import type { EntityManager } from 'typeorm';
import type { DeliveryServer } from '../../delivery-servers/delivery-server.js';
import type { PasswordVault } from '../../delivery-servers/storage/password-vault.js';
import type { WriteOnceTo } from '../../idempotency/write-once.js';
import type { WriteRequest } from '../../idempotency/write-request.js';
import { done, type Outcome, type Problem, Reason, refused } from '../../problems/problem.js';
import { takeTurn } from '../../sql/take-turn.js';
import {
  type ConfigurationChange,
  ConfigurationChangeKind,
  type ConfigurationChanges,
  listNames,
  maxItems,
} from '../configuration-changes.js';
import { applyGroups } from './apply-groups.js';
import { createServers, deleteServers } from './apply-servers.js';
import { repetitions } from './item-problems.js';
import { lockAll } from './lock-all.js';
import { updateServers } from './update-servers.js';

/** The most problems that one answer tells of. */
const maxErrors = 100;

export interface ApplyRequest {
  changes: ConfigurationChanges;
  /** Only tells what would happen. */
  dryRun: boolean;
  /** Whether the caller may read passwords: only who may is told whether one is the same as the stored one. */
  mayReadPasswords: boolean;
}

/** What all parts of one apply share. */
export interface Applying extends ApplyRequest {
  manager: EntityManager;
  write: WriteRequest;
  vault: PasswordVault;
  /** Numbers of the servers that there are, of those that the input names; all of them are locked. */
  serverRowIds: ReadonlySet<number>;
  /** What was found to be wrong so far. */
  problems: Problem[];
}

/** Changes servers and groups together. */
export class ConfigurationService {
  constructor(
    private readonly writeOnceTo: WriteOnceTo,
    private readonly vault: PasswordVault,
  ) {}

  /**
   * Makes all of the changes, in one transaction, or none; what is as it should be already keeps its version. A dry run makes
   * them and takes them back, so what it tells is what would happen. The answer has one change for each item, list by list.
   */
  async apply(request: ApplyRequest, write: WriteRequest): Promise<Outcome<ConfigurationChange[]>> {
    const { changes, dryRun } = request;
    const count = listNames.reduce((sum, list) => sum + changes[list].length, 0);
    if (count > maxItems) return refused(tooMany(count));
    if (write.sight.tag !== null) return refused(limitedKey());
    return this.writeOnceTo('configuration', dryRun ? null : write.idempotent, async (manager) => {
      await takeTurn(manager, 'CONFIGURATION');
      await manager.query('SAVEPOINT configuration');
      const outcome = await this.makeChanges(manager, request, write);
      if (dryRun || outcome.problems.length > 0) await manager.query('ROLLBACK TO SAVEPOINT configuration');
      return outcome;
    });
  }

  private async makeChanges(
    manager: EntityManager,
    request: ApplyRequest,
    write: WriteRequest,
  ): Promise<Outcome<ConfigurationChange[]>> {
    const { changes, dryRun } = request;
    const { serverRowIds } = await lockAll(manager, changes);
    const problems = repetitions([
      ['serversToUpdate', changes.serversToUpdate],
      ['serversToDelete', changes.serversToDelete],
      ['userGroupsToUpdate', changes.userGroupsToUpdate],
      ['userGroupsToDelete', changes.userGroupsToDelete],
    ]);
    const applying: Applying = { ...request, serverRowIds, manager, write, vault: this.vault, problems };
    const updated = await updateServers(applying);
    const created = await createServers(applying);
    const servers = created.map(({ server }) => server);
    const groups = await applyGroups(applying, servers);
    const deleted = await deleteServers(applying);
    if (problems.length > 0) return refused(...problems.slice(0, maxErrors));
    const all = [...created.map(({ change }) => change), ...updated, ...deleted, ...groups];
    return done(dryRun ? forecast(all, servers) : all);
  }
}

/** What would be made has no id and no version yet; where it is used it goes by its name. */
function forecast(
  changes: readonly ConfigurationChange[],
  created: readonly DeliveryServer[],
): ConfigurationChange[] {
  const names = new Map(created.map(({ id, name }) => [id, name]));
  return changes.map((change) => ({
    ...change,
    ...(change.kind === ConfigurationChangeKind.CREATED ? { id: null, version: null } : {}),
    fields: change.fields.map((field) => {
      const isOfServer = field.field.startsWith('channels.');
      return isOfServer ? { ...field, to: names.get(field.to ?? '') ?? field.to } : field;
    }),
  }));
}

function tooMany(count: number): Problem {
  const message = `This has ${count} changes, and may have ${maxItems} in one transaction. Apply it in several parts.`;
  return { path: [], reason: Reason.TOO_LONG, message };
}

/** Whoever sees a part of the servers cannot judge a plan that may be about others. */
function limitedKey(): Problem {
  const message =
    'A key that is limited to a tag cannot apply a configuration. Take one that sees all servers.';
  return { path: [], reason: Reason.NOT_PERMITTED, message, lacks: { limits: ['tag'] } };
}
