import 'reflect-metadata';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditAction } from '../../src/audit/audit-action.js';
import { AuditChain } from '../../src/audit/audit-chain.js';
import type { AuditRecord } from '../../src/audit/audit-record.js';
import { AuthorKind } from '../../src/audit/author.js';
import type { ChainPlace } from '../../src/audit/chain-place.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { ChainVerifier } from '../../src/audit-trail/service/chain-verifier.js';
import { openDataSource } from '../../src/database/data-source.js';
import { createRead } from '../../src/sql/read.js';
import { createTransact, type Transact } from '../../src/sql/transact.js';
import { createMigratedDatabase } from '../support/migrated-database.js';
import type { TestDatabase } from '../support/test-database.js';

/** A database with a trail, and what a gateway does with it. */
export interface AuditDatabase extends TestDatabase {
  dataSource: DataSource;
  transact: Transact;
  chain: AuditChain;
  verifier: ChainVerifier;
  /** Records one change of each of so many servers, and links them. */
  addEntries(count: number): Promise<void>;
  /** What is wrong, in short, such as `CHANGED 3`; looked at in parts of so many entries. */
  faults(limit?: number): Promise<string[]>;
  head(): Promise<ChainPlace>;
  /** As if nothing had ever been recorded. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function createAuditDatabase(): Promise<AuditDatabase> {
  const database = await createMigratedDatabase();
  const dataSource = await openDataSource({ url: database.url, tls: null });
  const read = createRead(dataSource);
  const transact = createTransact(dataSource);
  const chain = new AuditChain(read, transact);
  const verifier = new ChainVerifier(read);
  return {
    ...database,
    dataSource,
    transact,
    chain,
    verifier,
    async addEntries(count) {
      await transact((manager) => record(manager, count));
      await chain.link();
    },
    async faults(limit = 3) {
      const found: string[] = [];
      for (let after: ChainPlace | null = null, isAtEnd = false; !isAtEnd; ) {
        const check = await verifier.check(after, limit);
        found.push(...check.faults.map(({ kind, positions }) => [kind, ...new Set(positions)].join(' ')));
        ({ through: after, isAtEnd } = check);
      }
      return found;
    },
    head: () => chain.head(),
    async clear() {
      await database.sql('DELETE FROM audit_entries');
      await database.sql(
        'UPDATE audit_chain SET position = 0, hash = ?, anchor_position = 0, anchor_hash = ?',
        [Buffer.alloc(32), Buffer.alloc(32)],
      );
    },
    async close() {
      await dataSource.destroy();
      await database.drop();
    },
  };
}

export async function record(manager: EntityManager, count: number): Promise<void> {
  await recordAudit(manager, ...Array.from({ length: count }, (_, index) => change(index + 1)));
}

/** An entry with a value in every column. */
export function change(server: number): AuditRecord {
  return {
    author: {
      kind: AuthorKind.API_KEY,
      id: 'key_7',
      name: 'Ünïcode 🚀 "quoted"',
      address: '2001:db8::1',
      requestId: 'request-1',
      operation: 'deliveryServerUpdate',
      command: 'deliveryserver.update',
    },
    action: AuditAction.DELIVERY_SERVER_UPDATED,
    object: { id: `ds_${server}`, name: `Server ${server} ` },
    changes: [{ field: 'smtp.host', from: 'old.test', to: 'new.test' }],
    count: 1,
  };
}
