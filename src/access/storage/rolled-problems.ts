import type { EntityManager } from 'typeorm';
import { globalId } from '../../problems/global-id.js';
import { type Problem, Reason } from '../../problems/problem.js';
import type { ApiKey } from '../api-key.js';
import { overProblems } from '../api-key.rules.js';

/** What stands in the way of making another key in place of one. */
export async function rolledProblems(manager: EntityManager, current: ApiKey): Promise<Problem[]> {
  const over = overProblems(current);
  if (over.length > 0) return over;
  const [successor]: { id: number }[] = await manager.query(
    'SELECT id FROM api_keys WHERE replaces_id = ? AND revoked_at IS NULL',
    [current.rowId],
  );
  if (successor === undefined) return [];
  const message = `This key was rolled already: ${globalId('key', successor.id)} is in its place. Roll that one, or revoke it first.`;
  return [{ path: ['id'], reason: Reason.NOT_PERMITTED, message }];
}
