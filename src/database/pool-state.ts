import type { DataSource } from 'typeorm';

/** What mysql2 keeps of a pool; its own documentation reads these for the same purpose. */
interface PoolQueues {
  _allConnections: { length: number };
  _freeConnections: { length: number };
  _connectionQueue: { length: number };
}

/** How many connections are used and free, and how many wait for one. */
export function poolState(dataSource: DataSource): { used: number; free: number; waiting: number } {
  const { pool } = dataSource.driver as unknown as { pool: PoolQueues };
  const free = pool._freeConnections.length;
  return { used: pool._allConnections.length - free, free, waiting: pool._connectionQueue.length };
}
