import { TablesMigration } from './tables-migration.js';

/** Messages of delivery tests that came back to a gateway; each goes with its run. */
export class CreateProbeArrivals1764000830000 extends TablesMigration {
  readonly name = 'CreateProbeArrivals1764000830000';

  protected readonly tables = {
    probe_arrivals: `
      run_id INT NOT NULL,
      message TEXT NOT NULL,
      PRIMARY KEY (run_id),
      CONSTRAINT probe_arrivals_run FOREIGN KEY (run_id)
        REFERENCES verification_runs (id) ON DELETE CASCADE ON UPDATE NO ACTION`,
  };
}
