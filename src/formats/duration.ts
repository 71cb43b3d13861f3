const secondsOf = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Seconds of a whole number with its unit, such as `90s`, `15m`, `6h` or `1d`; null when the text is none. */
export function durationSeconds(text: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * secondsOf[unit as keyof typeof secondsOf];
}

/** What is wrong with a text that is to be a duration between two others, both of which it may be; null when nothing is. */
export function durationProblem(text: string, min: string, max: string): string | null {
  const seconds = durationSeconds(text);
  const isWithin =
    seconds !== null && seconds >= (durationSeconds(min) ?? 0) && seconds <= (durationSeconds(max) ?? 0);
  if (isWithin) return null;
  return `This must be a whole number with s, m, h or d behind it, such as 15m, 6h or 1d, from ${min} to ${max}.`;
}
