import { Entity, Index } from 'typeorm';
import { ChangeColumns } from './change-columns.js';

/** A committed change with its final number: who has read up to a number has missed nothing before it. */
@Entity({ name: 'events' })
@Index('events_by_time', ['occurredAt'])
export class EventEntity extends ChangeColumns {}
