import { CreateTables1763800000000 } from './1763800000000-create-tables.js';
import { AddOrdersKeySessionsAndLegacyUsage1763810000000 } from './1763810000000-add-orders-key-sessions-and-legacy-usage.js';

/** Every migration, oldest first, listed by hand: a glob that matches nothing fails silently. */
export const migrations = [CreateTables1763800000000, AddOrdersKeySessionsAndLegacyUsage1763810000000];
