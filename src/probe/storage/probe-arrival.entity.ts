import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The message of a run that came back to a gateway, until the run is removed. Nothing of its content is kept. */
@Entity({ name: 'probe_arrivals' })
export class ProbeArrivalEntity {
  @PrimaryColumn({ name: 'run_id', type: 'int' })
  @ForeignKey('verification_runs', { name: 'probe_arrivals_run', onDelete: 'CASCADE' })
  runId!: number;

  /** The `ArrivedMessage` as JSON. */
  @Column({ type: 'text' })
  message!: string;
}
