import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Makes a function whose promise resolves when the present turn of the event loop is over; all who call it in one turn get
 * the same promise. Requests that arrived together are read in one turn, so what they ask for can be asked together.
 */
export function createEndOfTurn(): () => Promise<void> {
  let end: Promise<void> | null = null;
  return () => {
    end ??= nextTurn().then(() => {
      end = null;
    });
    return end;
  };
}
