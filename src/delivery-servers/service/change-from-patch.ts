import { AuditAction } from '../../audit/audit-action.js';
import type { Author } from '../../audit/author.js';
import type { Sight } from '../../caller/sight.js';
import { type ChangeTarget, firstPerPath } from '../../problems/problem.js';
import type { DeliveryServer } from '../delivery-server.js';
import { type DeliveryServerPatch, settingsProblems } from '../delivery-server.rules.js';
import { redirectedPasswordProblems } from '../password-redirect.js';
import { columnsFromDraft } from '../storage/delivery-server.columns.js';
import type { PasswordVault } from '../storage/password-vault.js';
import { lostTagProblems } from '../tags.js';
import type { DeliveryServerChange } from './change-delivery-server.js';
import { passwordColumns } from './insert-delivery-server.js';

interface Circumstances {
  author: Author;
  sight: Sight;
  /** Whether the caller may have the stored password sent elsewhere. */
  mayRedirectPassword: boolean;
  vault: PasswordVault;
}

/** The change that writes what a patch names; its tags are written apart. */
export function changeFromPatch(
  target: ChangeTarget,
  patch: DeliveryServerPatch,
  { author, sight, mayRedirectPassword, vault }: Circumstances,
): DeliveryServerChange {
  const password = patch.smtp?.password;
  return {
    target,
    sight,
    author,
    action: AuditAction.DELIVERY_SERVER_UPDATED,
    problemsWith: (current: DeliveryServer | null) => {
      const redirected = mayRedirectPassword ? [] : redirectedPasswordProblems(patch, current);
      return firstPerPath([
        ...settingsProblems(patch, current?.smtp),
        ...lostTagProblems(patch.tags, sight),
        ...redirected,
      ]);
    },
    columnsFor: ({ legacyId }: DeliveryServer) => ({
      ...columnsFromDraft(patch),
      ...(password === undefined ? {} : passwordColumns(vault, legacyId, password)),
    }),
  };
}
