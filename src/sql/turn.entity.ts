import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is done by one gateway at a time; see `takeTurn`. */
@Entity({ name: 'turns' })
export class TurnEntity {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  name!: string;

  /** How often it was taken. */
  @Column({ type: 'bigint' })
  taken!: string;
}
