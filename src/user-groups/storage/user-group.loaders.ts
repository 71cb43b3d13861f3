import type DataLoader from 'dataloader';
import { RowLoaders } from '../../batching/row-loaders.js';
import { Sight } from '../../caller/sight.js';
import type { ChannelAssignment, GroupAssignment, UserGroup } from '../user-group.js';
import type { UserGroupRepository } from './user-group.repository.js';

/** Reads groups and assignments by row number, with one statement for all who ask in one turn of the event loop. */
export class UserGroupLoaders {
  private readonly rows = new RowLoaders();

  constructor(private readonly userGroups: UserGroupRepository) {}

  /** Groups are there for everybody. */
  get userGroup(): DataLoader<number, UserGroup | null> {
    return this.rows.loader(Sight.ofAll, 'userGroup', null, async (rowIds) => {
      const groups = await this.userGroups.find(rowIds);
      return new Map(groups.map((group) => [group.legacyId, group]));
    });
  }

  assignmentsOfServer(sight: Sight): DataLoader<number, ChannelAssignment[]> {
    return this.rows.loader(sight, 'assignmentsOfServer', [], (rowIds) =>
      this.userGroups.assignmentsOfServers(rowIds, sight),
    );
  }

  assignmentsOfGroup(sight: Sight): DataLoader<number, GroupAssignment[]> {
    return this.rows.loader(sight, 'assignmentsOfGroup', [], (rowIds) =>
      this.userGroups.assignmentsOfGroups(rowIds, sight),
    );
  }
}
