import { createPool } from 'mysql2/promise';

/** The connections of a peer, as many as the gateway has. */
const pool = createPool({ uri: process.env.DATABASE_URL, connectionLimit: 20, timezone: 'Z' });

/** Runs a prepared statement: its rows, or what a write says of itself. */
export async function execute(sql, values = []) {
  const [result] = await pool.execute(sql, values);
  return result;
}
