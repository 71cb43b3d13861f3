/** The time that `YYYY-MM-DD HH:MM:SS` stands for in UTC; null when calendar and clock have none like that. */
export function timeFromLegacy(text: string): Date | null {
  if (!/^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const time = new Date(`${text.replace(' ', 'T')}Z`);
  return !Number.isNaN(time.getTime()) && legacyFromTime(time) === text ? time : null;
}

export function legacyFromTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
