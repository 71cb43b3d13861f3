import DataLoader from 'dataloader';
import type { DeliveryServer } from '../delivery-servers/delivery-server.js';
import type { DeliveryServerRepository } from '../delivery-servers/storage/delivery-server.repository.js';
import { deliveryServerColumns } from '../delivery-servers/storage/delivery-server.row.js';
import type { FieldNames } from '../lists/field-columns.js';
import type { UserGroupRepository } from '../user-groups/storage/user-group.repository.js';
import type { ChannelAssignment, GroupAssignment, UserGroup } from '../user-groups/user-group.js';

/**
 * Reads by row number whatever the fields of all requests ask for in one turn of the event loop: one statement for each
 * kind, however many ask. Nothing is remembered beyond that turn, and no statement is sent before it is over, so an
 * answer is never older than the question.
 */
export class Loaders {
  private readonly pending = new Map<string, DataLoader<number, unknown>>();

  constructor(
    private readonly deliveryServers: DeliveryServerRepository,
    private readonly userGroups: UserGroupRepository,
  ) {}

  get deliveryServer(): DataLoader<number, DeliveryServer | null> {
    return this.deliveryServerWith(null);
  }

  /** Servers with nothing but these fields. */
  deliveryServerWith(fields: FieldNames): DataLoader<number, DeliveryServer | null> {
    return this.loader(deliveryServerColumns(fields), null, async (rowIds) =>
      byRowId(await this.deliveryServers.find(rowIds, fields)),
    );
  }

  get userGroup(): DataLoader<number, UserGroup | null> {
    return this.loader('userGroup', null, async (rowIds) => byRowId(await this.userGroups.find(rowIds)));
  }

  get assignmentsOfServer(): DataLoader<number, ChannelAssignment[]> {
    return this.loader('assignmentsOfServer', [], (rowIds) => this.userGroups.assignmentsOfServers(rowIds));
  }

  get assignmentsOfGroup(): DataLoader<number, GroupAssignment[]> {
    return this.loader('assignmentsOfGroup', [], (rowIds) => this.userGroups.assignmentsOfGroups(rowIds));
  }

  get tagsOfServer(): DataLoader<number, string[]> {
    return this.loader('tagsOfServer', [], (rowIds) => this.deliveryServers.tags(rowIds));
  }

  private loader<T, Missing>(
    key: string,
    missing: Missing,
    find: (rowIds: readonly number[]) => Promise<Map<number, T>>,
  ): DataLoader<number, T | Missing> {
    const before = this.pending.get(key);
    if (before) return before as DataLoader<number, T | Missing>;
    const loader: DataLoader<number, T | Missing> = new DataLoader<number, T | Missing>(
      async (rowIds) => {
        const found = await find(rowIds);
        return rowIds.map((rowId) => found.get(rowId) ?? missing);
      },
      {
        maxBatchSize: 1_000,
        batchScheduleFn: (send) =>
          setImmediate(() => {
            if (this.pending.get(key) === loader) this.pending.delete(key);
            send();
          }),
      },
    );
    this.pending.set(key, loader);
    return loader;
  }
}

function byRowId<T extends { legacyId: number }>(items: readonly T[]): Map<number, T> {
  return new Map(items.map((item) => [item.legacyId, item]));
}
