import { Entity, PrimaryColumn } from 'typeorm';

/** What whoever applies a configuration holds: one row. */
@Entity({ name: 'configuration_locks' })
export class ConfigurationLockEntity {
  /** Always 1. */
  @PrimaryColumn({ type: 'int' })
  id!: number;
}
