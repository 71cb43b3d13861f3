/** What was done, as a fact. Stored as text, so that a new one needs no migration; none is ever renamed. */
export enum AuditAction {
  DELIVERY_SERVER_CREATED = 'DELIVERY_SERVER_CREATED',
  DELIVERY_SERVER_UPDATED = 'DELIVERY_SERVER_UPDATED',
  DELIVERY_SERVER_PAUSED = 'DELIVERY_SERVER_PAUSED',
  DELIVERY_SERVER_ENABLED = 'DELIVERY_SERVER_ENABLED',
  /** Of the copy: its `id` changes from that of the original to its own. */
  DELIVERY_SERVER_DUPLICATED = 'DELIVERY_SERVER_DUPLICATED',
  TEST_RESULTS_SAVED = 'TEST_RESULTS_SAVED',
  DELIVERY_SERVER_DELETED = 'DELIVERY_SERVER_DELETED',
  USER_GROUP_CREATED = 'USER_GROUP_CREATED',
  USER_GROUP_UPDATED = 'USER_GROUP_UPDATED',
  USER_GROUP_DELETED = 'USER_GROUP_DELETED',
  SECRETS_ROTATED = 'SECRETS_ROTATED',
  AUDIT_ENTRIES_REMOVED = 'AUDIT_ENTRIES_REMOVED',
  /** Never recorded: what is read of an action that this release does not know. */
  UNKNOWN = 'UNKNOWN',
}

/** What the schema says of each. */
export const auditActionMeanings: Readonly<Record<AuditAction, string>> = {
  DELIVERY_SERVER_CREATED: 'A delivery server was created.',
  DELIVERY_SERVER_UPDATED: 'A delivery server was changed.',
  DELIVERY_SERVER_PAUSED: 'A delivery server was paused, or its pause was changed.',
  DELIVERY_SERVER_ENABLED: 'The pause of a delivery server was ended.',
  DELIVERY_SERVER_DUPLICATED:
    'A delivery server was created as a copy. The change of `id` has which one it is a copy of.',
  TEST_RESULTS_SAVED: 'Somebody reported what checks of a delivery server had found.',
  DELIVERY_SERVER_DELETED: 'A delivery server was deleted.',
  USER_GROUP_CREATED: 'A user group was created.',
  USER_GROUP_UPDATED: 'A user group, or which server one of its channels uses, was changed.',
  USER_GROUP_DELETED: 'A user group was deleted.',
  SECRETS_ROTATED:
    'Stored SMTP passwords were sealed with another key of SECRETS_KEY. `count` tells how many.',
  AUDIT_ENTRIES_REMOVED:
    'The gateway removed entries that were older than it keeps them. `changes` has where the chain begins since.',
  UNKNOWN: 'Something that a newer release than the one you ask has recorded.',
};
