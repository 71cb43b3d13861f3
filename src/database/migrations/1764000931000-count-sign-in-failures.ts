import { TablesMigration } from './tables-migration.js';

/** Failures to sign in, counted for all gateways together, and the networks from which administrators signed in. */
export class CountSignInFailures1764000931000 extends TablesMigration {
  readonly name = 'CountSignInFailures1764000931000';

  protected readonly tables = {
    sign_in_failures: `
      id BINARY(32) NOT NULL,
      interval_milliseconds INT NOT NULL,
      burst INT NOT NULL,
      empty_at DATETIME(3) NOT NULL,
      PRIMARY KEY (id),
      KEY sign_in_failures_by_end (empty_at)`,
    sign_in_networks: `
      admin_id INT NOT NULL,
      network BINARY(32) NOT NULL,
      last_signed_in_at DATETIME(3) NOT NULL,
      PRIMARY KEY (admin_id, network),
      CONSTRAINT sign_in_networks_admin FOREIGN KEY (admin_id)
        REFERENCES admins (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
  };
}
