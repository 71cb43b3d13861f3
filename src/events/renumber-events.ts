/**
 * For a database that was put back to an earlier state: the events of the time since then are gone, and their numbers must
 * not be given to others, which would be missed by whoever has heard of the lost ones. So numbering goes on from a number
 * that was never given, and all that follow events are told to read their lists again.
 * @param query runs a statement
 * @param from greater than any number that was given
 */
export async function renumberEvents(query: (sql: string) => Promise<unknown>, from: number): Promise<void> {
  const last = Math.trunc(from);
  await query('DELETE FROM events');
  await query(`ALTER TABLE events AUTO_INCREMENT = ${last + 1}`);
  await query(`UPDATE event_log SET removed_through = ${last} WHERE id = 1`);
  // The webhook has read as far.
  await query(`UPDATE webhook SET position = ${last} WHERE id = 1`);
}
