import DataLoader from 'dataloader';
import type { DeliveryServer } from '../delivery-servers/delivery-server.js';
import type { DeliveryServerRepository } from '../delivery-servers/delivery-server.repository.js';
import { deliveryServerColumns } from '../delivery-servers/delivery-server.row.js';
import type { FieldNames } from '../lists/field-columns.js';
import type { ChannelAssignment, GroupAssignment, UserGroup } from '../user-groups/user-group.js';
import type { UserGroupRepository } from '../user-groups/user-group.repository.js';

/**
 * Reads by row number that many fields of one request ask for at once: one statement for each kind, however long the
 * list. They remember for one request only, or not at all.
 */
export class Loaders {
  private made = new Map<string, DataLoader<number, unknown>>();

  /** @param cache whether to remember; without, what one moment asks for is still read at once */
  constructor(
    private readonly deliveryServers: DeliveryServerRepository,
    private readonly userGroups: UserGroupRepository,
    private readonly cache = true,
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

  /** Begins anew, remembering nothing. */
  forget(): void {
    this.made = new Map();
  }

  /** Made when it is first asked for: most requests need one of them, or none. */
  private loader<T, Missing>(
    key: string,
    missing: Missing,
    find: (rowIds: readonly number[]) => Promise<Map<number, T>>,
  ): DataLoader<number, T | Missing> {
    const before = this.made.get(key);
    if (before) return before as DataLoader<number, T | Missing>;
    const loader = new DataLoader<number, T | Missing>(
      async (rowIds) => {
        const found = await find(rowIds);
        return rowIds.map((rowId) => found.get(rowId) ?? missing);
      },
      { maxBatchSize: 1_000, cache: this.cache },
    );
    this.made.set(key, loader);
    return loader;
  }
}

function byRowId<T extends { legacyId: number }>(items: readonly T[]): Map<number, T> {
  return new Map(items.map((item) => [item.legacyId, item]));
}
