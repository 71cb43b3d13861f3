import { TablesMigration } from './tables-migration.js';

const columns = `
  subject ENUM('DELIVERY_SERVER', 'USER_GROUP') NOT NULL,
  subject_id INT NOT NULL,
  kind ENUM('CREATED', 'UPDATED', 'DELETED') NOT NULL,
  version INT NOT NULL,
  occurred_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)`;

/**
 * Two tables, because numbers that a database gives away follow the order of the statements, not that of the commits:
 * a reader of `outbox` that goes by the last number it saw would miss a slow transaction. `outbox` is what
 * transactions write to; committed rows move on to `events`, by one mover at a time, and get their final number there.
 */
export class CreateOutbox1764000100000 extends TablesMigration {
  readonly name = 'CreateOutbox1764000100000';

  protected readonly tables = {
    outbox: `
      id BIGINT NOT NULL AUTO_INCREMENT,
      ${columns},
      PRIMARY KEY (id)`,
    events: `
      id BIGINT NOT NULL AUTO_INCREMENT,
      ${columns},
      PRIMARY KEY (id),
      KEY events_by_time (occurred_at)`,
  };
}
