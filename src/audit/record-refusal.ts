import type { Lack } from '../problems/problem.js';
import { AuditAction } from './audit-action.js';
import type { Author } from './author.js';
import type { CoalescedAudit } from './coalesced-audit.js';

/** Tells the audit trail that a valid credential asked for what it may not do. */
export type RecordRefusal = (author: Author, lacks: Lack, objectId?: string) => void;

export function createRecordRefusal(coalescedAudit: CoalescedAudit): RecordRefusal {
  return (author, { scopes = [], limits = [] }, objectId) => {
    const lacking = { missingScopes: scopes.join(', '), exceededLimits: limits.join(', ') };
    const changes = Object.entries(lacking)
      .filter(([, names]) => names !== '')
      .map(([field, to]) => ({ field, from: null, to }));
    coalescedAudit.note(`${author.id} ${author.operation} ${scopes} ${limits}`, {
      author,
      action: AuditAction.ACCESS_REFUSED,
      ...(objectId === undefined ? {} : { object: { id: objectId, name: '' } }),
      changes,
    });
  };
}
