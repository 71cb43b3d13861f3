import type { Pause } from '../delivery-server.js';
import type { PauseRequest } from '../pause.js';
import type { ColumnValues } from './delivery-server.columns.js';

/** What a pause writes, since when it began; null ends it. */
export function pauseColumns(pause: PauseRequest | null, current: Pause | null): ColumnValues {
  if (pause === null) return { paused_at: null, paused_until: null, pause_reason: null };
  return {
    paused_at: current?.since ?? new Date(),
    paused_until: pause.until ?? null,
    pause_reason: pause.reason ?? null,
  };
}
