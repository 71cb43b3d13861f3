import type { EntityManager } from 'typeorm';
import { execute } from './execute.js';
import type { SqlScalar } from './expand-lists.js';

/**
 * Adds rows with one statement, if there are any.
 * @param into the table and its columns
 */
export async function insertRows(
  manager: EntityManager,
  into: string,
  rows: readonly (readonly SqlScalar[])[],
  onDuplicate = '',
): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
  await execute(manager, `INSERT INTO ${into} VALUES ${values} ${onDuplicate}`, rows.flat());
}
