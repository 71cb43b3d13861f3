import { CreateTables1763800000000 } from './1763800000000-create-tables.js';

/** Every migration, oldest first, listed by hand: a glob that matches nothing fails silently. */
export const migrations = [CreateTables1763800000000];
