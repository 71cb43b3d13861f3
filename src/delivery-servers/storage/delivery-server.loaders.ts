import type DataLoader from 'dataloader';
import { RowLoaders } from '../../batching/row-loaders.js';
import type { Sight } from '../../caller/sight.js';
import type { FieldNames } from '../../lists/field-columns.js';
import type { DeliveryServer } from '../delivery-server.js';
import { deliveryServerColumns } from './delivery-server.columns.js';
import type { DeliveryServerRepository } from './delivery-server.repository.js';

/** Reads servers and what belongs to them by row number, with one statement for all who ask in one turn of the event loop. */
export class DeliveryServerLoaders {
  private readonly rows = new RowLoaders();

  constructor(
    private readonly deliveryServers: DeliveryServerRepository,
    /** Those of the rows whose password does not open. */
    private readonly damagedAmong: (rowIds: readonly number[]) => Promise<number[]>,
  ) {}

  /** @param fields the fields to read; null for all */
  deliveryServer(sight: Sight, fields: FieldNames = null): DataLoader<number, DeliveryServer | null> {
    return this.rows.loader(sight, deliveryServerColumns(fields), null, async (rowIds) => {
      const servers = await this.deliveryServers.find(rowIds, sight, fields);
      return new Map(servers.map((server) => [server.legacyId, server]));
    });
  }

  tags(sight: Sight): DataLoader<number, string[]> {
    return this.rows.loader(sight, 'tags', [], (rowIds) => this.deliveryServers.tags(rowIds, sight));
  }

  /** Whether the password of a server that is in sight does not open. */
  isPasswordDamaged(sight: Sight): DataLoader<number, boolean> {
    return this.rows.loader(sight, 'damaged passwords', false, async (rowIds) => {
      const damaged = await this.damagedAmong(rowIds);
      return new Map(damaged.map((rowId) => [rowId, true]));
    });
  }
}
