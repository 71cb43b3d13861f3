import { Entity } from 'typeorm';
import { ChangeColumns } from './change-columns.js';

/** A change as its transaction wrote it; it moves on to `events` once that is committed. */
@Entity({ name: 'outbox' })
export class OutboxEntity extends ChangeColumns {}
