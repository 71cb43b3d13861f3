import { AuditAction } from '../../audit/audit-action.js';
import { authorOf } from '../../audit/author.js';
import type { CoalescedAudit } from '../../audit/coalesced-audit.js';
import { type Caller, callerLogFields, type RequestPlace } from '../../caller/caller.js';
import { globalId } from '../../problems/global-id.js';
import { clientOf } from './client-network.js';

/**
 * Tells the audit trail and the log of valid keys that come from networks that they are not for: whoever uses such a key
 * hears nothing but what a wrong key would. A line in the log for each client and minute.
 */
export function createReportForeignNetwork(
  coalescedAudit: CoalescedAudit,
  log: (line: Record<string, unknown>) => void,
): (caller: Caller, place: RequestPlace) => void {
  return (caller, { address, requestId }) => {
    const author = authorOf(caller, { address, requestId, operation: 'authenticate', command: null });
    const object = { id: globalId('key', caller.rowId), name: caller.name };
    const key = `${object.id} ${clientOf(address)}`;
    const isFirst = coalescedAudit.note(key, { author, action: AuditAction.API_KEY_REFUSED, object });
    if (isFirst) log({ address, requestId, ...callerLogFields(caller) });
  };
}
