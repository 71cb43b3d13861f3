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
  VERIFICATION_STARTED = 'VERIFICATION_STARTED',
  VERIFICATION_JOINED = 'VERIFICATION_JOINED',
  SMTP_SETTINGS_TESTED = 'SMTP_SETTINGS_TESTED',
  DNS_SETTINGS_CHECKED = 'DNS_SETTINGS_CHECKED',
  PASSWORDS_REVEALED = 'PASSWORDS_REVEALED',
  ACCESS_REFUSED = 'ACCESS_REFUSED',
  SERVERS_IMPORTED = 'SERVERS_IMPORTED',
  USER_GROUP_CREATED = 'USER_GROUP_CREATED',
  USER_GROUP_UPDATED = 'USER_GROUP_UPDATED',
  USER_GROUP_DELETED = 'USER_GROUP_DELETED',
  SECRETS_ROTATED = 'SECRETS_ROTATED',
  API_KEY_CREATED = 'API_KEY_CREATED',
  API_KEY_UPDATED = 'API_KEY_UPDATED',
  API_KEY_ROLLED = 'API_KEY_ROLLED',
  API_KEY_REVOKED = 'API_KEY_REVOKED',
  API_KEY_REFUSED = 'API_KEY_REFUSED',
  ADMINISTRATOR_CREATED = 'ADMINISTRATOR_CREATED',
  ADMINISTRATOR_UPDATED = 'ADMINISTRATOR_UPDATED',
  ADMINISTRATOR_DISABLED = 'ADMINISTRATOR_DISABLED',
  ADMINISTRATOR_ENABLED = 'ADMINISTRATOR_ENABLED',
  SIGNED_IN = 'SIGNED_IN',
  SIGNED_OUT = 'SIGNED_OUT',
  SIGN_IN_FAILED = 'SIGN_IN_FAILED',
  SIGN_IN_REFUSED = 'SIGN_IN_REFUSED',
  AUDIT_ENTRIES_REMOVED = 'AUDIT_ENTRIES_REMOVED',
  BACKUP_TAKEN = 'BACKUP_TAKEN',
  BACKUP_RESTORED = 'BACKUP_RESTORED',
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
  VERIFICATION_STARTED:
    'A run of checks of a delivery server was asked for, or was due. `changes` has which checks.',
  VERIFICATION_JOINED:
    'A run was asked for while the delivery server had one that was not done, and that one was given. `count` has of how many servers.',
  SMTP_SETTINGS_TESTED: 'Settings of an SMTP server that are not stored were tried.',
  DNS_SETTINGS_CHECKED: 'Settings that no delivery server has were checked in DNS.',
  PASSWORDS_REVEALED: 'The legacy API answered stored passwords. `count` has how many.',
  ACCESS_REFUSED:
    'A valid credential asked for what it lacks a scope for, or for what goes beyond its own tag, networks or end. `changes` has which, and `count` how often that was: within a minute the same is counted together.',
  SERVERS_IMPORTED:
    'Delivery servers were imported from an old installation, each of which has an entry of its own. `count` has how many.',
  USER_GROUP_CREATED: 'A user group was created.',
  USER_GROUP_UPDATED: 'A user group, or which server one of its channels uses, was changed.',
  USER_GROUP_DELETED: 'A user group was deleted.',
  SECRETS_ROTATED:
    'Stored SMTP passwords were sealed with another key of SECRETS_KEY. `count` tells how many.',
  API_KEY_CREATED: 'An API key was made.',
  API_KEY_UPDATED: 'An API key was changed.',
  API_KEY_ROLLED:
    'Another key was made in place of an API key, which ends. The change of `replacedBy` has which one.',
  API_KEY_REVOKED: 'An API key was ended for good.',
  API_KEY_REFUSED:
    'A valid API key came from a network that it is not for, `count` times: the first time from an address at once, the others once a minute.',
  ADMINISTRATOR_CREATED: 'An administrator was added.',
  ADMINISTRATOR_UPDATED: 'An administrator was changed, or got another password.',
  ADMINISTRATOR_DISABLED: 'An administrator can no longer sign in.',
  ADMINISTRATOR_ENABLED: 'An administrator can sign in again.',
  SIGNED_IN: 'Somebody began a session.',
  SIGNED_OUT: 'Somebody ended a session.',
  SIGN_IN_FAILED:
    'Somebody gave a wrong user name, password or key. The user name is told only when there is such an administrator: people type passwords into the wrong field.',
  SIGN_IN_REFUSED:
    'Attempts to sign in were refused after too many, `count` of them: the first one of an address at once, the others once a minute.',
  AUDIT_ENTRIES_REMOVED:
    'The gateway removed entries that were older than it keeps them. `changes` has where the chain begins since.',
  BACKUP_TAKEN:
    'A backup of the database was taken on the machine of the gateway, by the user of that machine whom the author names.',
  BACKUP_RESTORED:
    'The database was made from a backup. `changes` has the time of that: what came later is lost.',
  UNKNOWN: 'Something that a newer release than the one you ask has recorded.',
};
