/** What a gateway may begin, beside what it makes already. */
export interface RoomForRuns {
  /** How many, whoever asks for them. */
  free: number;
  /** Who has as many as anybody may have; null for the schedule. */
  full: readonly (string | null)[];
}

/**
 * How many runs may begin, so that neither all of them nor those of one caller are too many.
 * @param callers of each run under way, who asked for it; null for the schedule
 */
export function roomForRuns(
  callers: readonly (string | null)[],
  limits: { all: number; ofCaller: number },
): RoomForRuns {
  const room = new Map<string | null, number>();
  for (const caller of callers) room.set(caller, (room.get(caller) ?? limits.ofCaller) - 1);
  const left = [...room.values()].filter((each) => each > 0);
  return {
    free: Math.min(limits.all - callers.length, limits.ofCaller, ...left),
    full: [...room].filter(([, each]) => each <= 0).map(([caller]) => caller),
  };
}
